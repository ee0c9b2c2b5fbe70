import type { Stack } from '../stack';
import { dashboardClient, dashboardHost, synthesizeGenericSignOn } from './generic-sign-on';
import { purposesClientSecretVariable, purposesHost, synthesizePurposesSignOn } from './purposes-sign-on';
import { clientSecretVariables, randomHost, randomIds, type RandomSignOns, synthesizeRandomSignOns } from './random-sign-on';
import type { Routing } from './routing';
import { secondClientSecretVariable, secondHosts, synthesizeSecondSignOn } from './second-sign-on';

/** A sign-on beside that of the quickstart, in the same cluster. */
export interface FurtherSignOn<T = unknown> {
  /** Its folder in the folder of the run. */
  readonly name: string;
  readonly title: string;
  readonly hosts: readonly string[];
  readonly synthesize: (output: string, routing: Routing) => T;
  /** The Terraform variables that take its client secret; none where it has no Terraform. */
  readonly clientSecretVariables: readonly string[];
  /** What somebody else does for it at the issuer. */
  readonly prepare?: (stack: Stack) => Promise<void>;
  /** The routes that can express it; any where nothing is said. */
  readonly routing?: Routing;
}

export const second: FurtherSignOn = {
  name: 'second-sign-on', title: 'a second sign-on', hosts: Object.values(secondHosts), synthesize: synthesizeSecondSignOn, clientSecretVariables: [secondClientSecretVariable],
};

export const third: FurtherSignOn = {
  name: 'generic-sign-on', title: 'a sign-on with an issuer that is not managed', hosts: [dashboardHost], synthesize: synthesizeGenericSignOn, clientSecretVariables: [],
  prepare: (stack) => stack.admin.addClient(dashboardClient(stack.secrets['client-secret'])),
};

export const drawn: FurtherSignOn<RandomSignOns> = {
  name: 'random', title: 'sign-ons that were drawn by lot', hosts: randomIds.map(randomHost), synthesize: synthesizeRandomSignOns, clientSecretVariables,
};

/** Its grants differ by method, which Ingresses cannot tell apart. */
export const byPurpose: FurtherSignOn = {
  name: 'purposes-sign-on', title: 'a sign-on that grants every purpose to others', hosts: [purposesHost], synthesize: synthesizePurposesSignOn, clientSecretVariables: [purposesClientSecretVariable],
  routing: 'traefik-resources',
};
