import { ingressNginx } from './ingress-nginx';
import { traefik } from './traefik';

export const edges = [traefik, ingressNginx];
