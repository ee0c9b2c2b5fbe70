import { cpSync } from 'node:fs';
import path from 'node:path';
import { App, Chart } from 'cdk8s';
import { ServiceAccountDiscovery } from '../../../lib';
import type { Stack } from '../stack';
import {
  branchAuthority,
  branchHosts,
  branchNamespace,
  branchOutput,
  centerHosts,
  centerNamespace,
  clustersClientSecretVariable,
  synthesizeClustersSignOn,
} from './clusters-sign-on';
import { dashboardClientId, dashboardHost, registeredClient, synthesizeGenericSignOn } from './generic-sign-on';
import { fleetClientId, fleetHost, fleetNamespace, machineHosts, synthesizeMachineSignOn } from './machine-sign-on';
import { methodsClientId, methodsHost, synthesizeMethodsSignOn } from './methods-sign-on';
import { purposesClientSecretVariable, purposesHost, synthesizePurposesSignOn } from './purposes-sign-on';
import {
  clientSecretVariables,
  randomHost,
  randomIds,
  type RandomSignOns,
  synthesizeRandomSignOns,
} from './random-sign-on';
import type { Routing } from './routing';
import { secondClientSecretVariables, secondHosts, synthesizeSecondSignOn } from './second-sign-on';
import type { KubeObject } from '../cluster/objects';

/** A sign-on beside that of the quickstart, in the same cluster. */
export interface FurtherSignOn<T = unknown> {
  /** Its folder in the folder of the run. */
  readonly name: string;
  readonly title: string;
  readonly hosts: readonly string[];
  readonly synthesize: (output: string, routing: Routing) => T;
  /** The Terraform variables that take its client secret; none where it has no Terraform. */
  readonly clientSecretVariables: readonly string[];
  /** The area that alone looks at it, if there is one. */
  readonly area?: string;
  /** What somebody else does for it at the issuer. */
  readonly prepare?: (stack: Stack) => Promise<void>;
  /** What is applied elsewhere, once this cluster has its part. */
  readonly complete?: (stack: Stack, output: string) => Promise<void>;
  /** The routes that can express it; any where nothing is said. */
  readonly routing?: Routing;
}

export const second: FurtherSignOn = {
  name: 'second-sign-on',
  title: 'a second sign-on',
  hosts: Object.values(secondHosts),
  synthesize: synthesizeSecondSignOn,
  clientSecretVariables: secondClientSecretVariables,
};

export const third: FurtherSignOn = {
  name: 'generic-sign-on',
  title: 'a sign-on with an issuer that is not managed',
  hosts: [dashboardHost],
  synthesize: synthesizeGenericSignOn,
  clientSecretVariables: [],
  prepare: (stack) =>
    stack.admin.addClient(registeredClient(dashboardClientId, dashboardHost, stack.secrets['client-secret'])),
};

/**
 * Its grants differ by method on one path. Traefik cannot read that out of annotations: the checks name their edges.
 */
export const byMethod: FurtherSignOn = {
  name: 'methods-sign-on',
  title: 'a sign-on whose grants differ by method',
  hosts: [methodsHost],
  synthesize: synthesizeMethodsSignOn,
  clientSecretVariables: [],
  prepare: (stack) =>
    stack.admin.addClient(registeredClient(methodsClientId, methodsHost, stack.secrets['client-secret'])),
  area: 'methods',
};

const discovery = () => {
  const chart = new Chart(new App(), 'discovery');
  new ServiceAccountDiscovery(chart, 'discovery');
  return chart.toJson() as KubeObject[];
};

/** Another cluster whose issuer the proxies of a namespace can read. */
async function introduceSecondCluster(stack: Stack, namespace: string): Promise<void> {
  await stack.startSecondCluster();
  await stack.cluster.apply([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cluster-b-ca', namespace },
      data: { 'ca.crt': stack.accountsOf('cluster-b').authority },
    },
  ]);
  await stack.branch.apply(discovery());
}

/** Beside people, machines of this cluster and of another one. */
export const fleet: FurtherSignOn = {
  name: 'machines',
  title: 'two clusters of machines',
  hosts: [fleetHost, ...Object.values(machineHosts)],
  synthesize: synthesizeMachineSignOn,
  clientSecretVariables: [],
  area: 'machines',
  prepare: async (stack) => {
    await stack.admin.addClient(registeredClient(fleetClientId, fleetHost, stack.secrets['client-secret']));
    await introduceSecondCluster(stack, fleetNamespace);
  },
};

export const drawn: FurtherSignOn<RandomSignOns> = {
  name: 'random',
  title: 'sign-ons that were drawn by lot',
  hosts: randomIds.map(randomHost),
  synthesize: synthesizeRandomSignOns,
  clientSecretVariables,
  area: 'random',
};

/** Its grants differ by method, which Ingresses cannot tell apart. */
export const byPurpose: FurtherSignOn = {
  name: 'purposes-sign-on',
  title: 'a sign-on that grants every purpose to others',
  hosts: [purposesHost],
  synthesize: synthesizePurposesSignOn,
  clientSecretVariables: [purposesClientSecretVariable],
  routing: 'traefik-resources',
  area: 'purposes',
};

let branchAddress = '';

/** Its proxies decide for the edge of another cluster, too. */
export const manyClusters: FurtherSignOn = {
  name: 'clusters',
  title: 'one sign-on for two clusters',
  hosts: Object.values(centerHosts),
  clientSecretVariables: [clustersClientSecretVariable],
  routing: 'traefik-resources',
  area: 'clusters',
  synthesize: (output, routing) => synthesizeClustersSignOn(output, routing, branchAddress),
  prepare: async (stack) => {
    branchAddress = await stack.startBranchEdge();
    await introduceSecondCluster(stack, centerNamespace);
    await stack.cluster.apply(discovery());
  },
  complete: async (stack, output) => {
    // Where an application looks for the flags that the report has for it.
    const report = path.join(output, 'branch-report');
    cpSync(path.join(output, 'report/clusters/branch'), path.join(report, 'values'), { recursive: true });
    const authority = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: branchAuthority, namespace: branchNamespace },
      stringData: { 'ca.crt': stack.authority.certificate },
    };
    await stack.applyToBranch(branchOutput(output), report, Object.values(branchHosts), [authority]);
  },
};
