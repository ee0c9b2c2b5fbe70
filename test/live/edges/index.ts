import { ingressNginx } from './ingress-nginx';
import { traefik } from './traefik';
import { traefikResources } from './traefik-resources';

/** The edges in the order of a run, in which the kind of routes changes once. */
export const edges = [traefikResources, traefik, ingressNginx];

/** Edges that a usual run does not include, because of the time that they take. */
const BY_NAME: readonly string[] = [traefikResources.name];

/**
 * Returns the selected edges; otherwise the usual ones, or all of them in a complete or quick run. In a quick run, an
 * edge whose program is in no package registry is skipped and counted.
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
