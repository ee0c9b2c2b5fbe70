import { ingressNginx } from './ingress-nginx';
import { traefik } from './traefik';
import { traefikResources } from './traefik-resources';

/** In the order of one run, in which the routes change once. */
export const edges = [traefikResources, traefik, ingressNginx];

/** What a usual run leaves out for the time that it takes. */
const BY_NAME: readonly string[] = [traefikResources.name];

/**
 * The edges that are named; otherwise the usual ones, or all of them, as in a quick run: one whose program is in no
 * package registry is skipped there with a count.
 */
export const chosenEdges = ({
  edges: named,
  all,
  quick,
}: {
  readonly edges?: readonly string[];
  readonly all: boolean;
  readonly quick: boolean;
}) => edges.filter(({ name }) => named?.includes(name) ?? (all || quick || !BY_NAME.includes(name)));
