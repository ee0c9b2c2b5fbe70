import { IConstruct } from 'constructs';

/** The property of a proxy that tells which sign-on it belongs to. */
const SIGN_ON = Symbol.for('cdk8s-monitoring-sso.sign-on');

/** A sign-on of a program, by the names that the checks of other constructs need. */
export interface FoundSignOn {
  /** Path of the construct that errors name. */
  readonly path: string;
  /** Namespace of the proxy and of its secrets. */
  readonly namespace: string;
}

/**
 * Registers a proxy, so that other constructs of the program find its sign-on.
 * @param proxy the proxy that people sign in to
 * @param signOn its sign-on, asked for when the program is complete
 */
export function registerSignOn(proxy: IConstruct, signOn: () => FoundSignOn): void {
  Object.defineProperty(proxy, SIGN_ON, { value: signOn });
}

/**
 * The sign-ons of the program that a construct belongs to, in the order of the tree.
 * @param construct any construct of the program
 */
export function signOnsOf(construct: IConstruct): FoundSignOn[] {
  return construct.node.root.node
    .findAll()
    .flatMap((node) => (node as { [SIGN_ON]?: () => FoundSignOn })[SIGN_ON]?.() ?? []);
}
