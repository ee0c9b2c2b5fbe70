import { ingressNginx } from './ingress-nginx';
import { traefik } from './traefik';
import { traefikResources } from './traefik-resources';

/** In the order of one run, in which the routes change once. */
export const edges = [traefikResources, traefik, ingressNginx];

/** The edges that are named, or all of them. */
export const chosenEdges = (named?: readonly string[]) => edges.filter(({ name }) => named?.includes(name) ?? true);
