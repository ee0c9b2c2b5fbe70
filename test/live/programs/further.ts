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

/** A sign-on in addition to the quickstart, in the same cluster. */
export interface FurtherSignOn<T = unknown> {
  /** Its folder, in the folder of the run. */
  readonly name: string;
  readonly title: string;
  readonly hosts: readonly string[];
  readonly synthesize: (output: string, routing: Routing) => T;
  /** The Terraform variables of its client secret. Empty without a Terraform half. */
  readonly clientSecretVariables: readonly string[];
  /** The only area that uses it, if there is one. */
  readonly area?: string;
  /** Manual steps at the issuer. */
  readonly prepare?: (stack: Stack) => Promise<void>;
  /** Steps in other clusters, after the manifests are applied in this cluster. */
  readonly complete?: (stack: Stack, output: string) => Promise<void>;
  /** The kinds of routes that can express it. @default - all kinds */
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
 * Its grants differ by method on one path. Traefik with annotations cannot do this, so the checks list their edges.
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

/** Another cluster, whose issuer the proxies of a namespace can read. */
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

/** In addition to people, machines of this cluster and of another one. */
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
  title: 'random sign-ons',
  hosts: randomIds.map(randomHost),
  synthesize: synthesizeRandomSignOns,
  clientSecretVariables,
  area: 'random',
};

/** Its grants differ by method, which Ingresses cannot express. */
export const byPurpose: FurtherSignOn = {
  name: 'purposes-sign-on',
  title: 'a sign-on that grants every purpose to another group',
  hosts: [purposesHost],
  synthesize: synthesizePurposesSignOn,
  clientSecretVariables: [purposesClientSecretVariable],
  routing: 'traefik-resources',
  area: 'purposes',
};

let branchAddress = '';

/** Its proxies also decide for the edge of another cluster. */
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
    // The folder from which an application reads its flags of the report.
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
