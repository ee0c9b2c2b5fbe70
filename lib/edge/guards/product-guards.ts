import type { Demand, Kinds } from './demand';
import type { OwnNames } from './own-names';
import type { ProtectedNames } from './protected-names';

/** Kinds of objects that can take a name of DNS. */
export interface NamingKind {
  readonly kinds: readonly Kinds[];
  /**
   * Whether the namespace of the controller may have such objects for the names of the sign-on.
   * @default false
   */
  readonly controllers?: boolean;
  demands(names: OwnNames): Demand[];
  /**
   * What an object must meet to name its hosts. It applies where the edge would serve an object without a host on the
   * hosts of the sign-on.
   * @default - the objects have no hosts, or always name them
   */
  readonly hostless?: Demand;
}

/** A kind of object from which the edge takes addresses, or names of backends. */
export interface BackendKind {
  readonly kinds: Kinds;
  /**
   * Whether it takes effect only on edges without the ability `keepsNamespacesApart`.
   * @default false
   */
  readonly acrossNamespaces?: boolean;
  demands(names: ProtectedNames): Demand[];
}

/** Kinds from which an edge takes certificates, and the demand that an object has none. */
export interface CertificateKind {
  readonly kinds: readonly Kinds[];
  readonly demand: Demand;
}

/** What a product adds to the admission policies, which hold for the kinds of every product whichever edge is used. */
export interface ProductGuards {
  /** Demands about names in its annotations on Ingresses. */
  readonly ingressNames?: (names: OwnNames) => Demand[];
  /** Its own kinds that take a name of DNS. */
  readonly naming?: readonly NamingKind[];
  /** Its own kinds of routes that have no hosts. */
  readonly routesWithoutHosts?: readonly Kinds[];
  /** Its own kinds that set defaults for all routes, and the demand that an object is no default. */
  readonly defaults?: (controllerNamespace: string) => { readonly kinds: readonly Kinds[]; readonly demand: Demand };
  /** The kinds from which it takes addresses, or names of backends. */
  readonly backends?: readonly BackendKind[];
  /** Patterns of the ports of its own pod that need no sign-in. */
  readonly ownPorts?: readonly string[];
  /** The kinds from which it takes certificates for any host. */
  readonly certificates?: readonly CertificateKind[];
}
