import { Construct } from 'constructs';
import { machineSettings } from './machine-settings';
import { ProxyOptions, ProxyWorkload } from './proxy-workload';
import { toToml } from './settings';
import { authorityReference } from '../isolation/certificate-authority';
import { NetworkPeer } from '../isolation/network-policy';
import { IMachineIssuer } from '../machines/machine-issuer';
import { SecretReference } from '../secrets/secrets';

/** Props of a MachineProxy. */
export interface MachineProxyProps {
  readonly host: string;
  readonly issuer: IMachineIssuer;
  readonly workload: ProxyOptions;
  readonly cookieSecret: SecretReference;
  /** Name of a cookie that no person has: the proxy would read a session of a person otherwise. */
  readonly cookieName: string;
  readonly trustedProxies: readonly string[];
  readonly requestIdHeader: string;
  readonly allowFrom: readonly NetworkPeer[];
  readonly metrics: boolean;
  readonly clusterDomain: string;
  readonly namedAfter: Construct;
}

/** oauth2-proxy for programs that bring a token of one issuer with each request. It keeps no sessions. */
export class MachineProxy extends Construct {
  public readonly serviceName: string;
  public readonly deploymentName: string;
  public readonly podLabels: { [label: string]: string };
  public readonly replicas: number;

  constructor(scope: Construct, id: string, props: MachineProxyProps) {
    super(scope, id);
    const { issuer } = props;
    const authority =
      issuer.certificateAuthority &&
      authorityReference(scope.node.path, 'certificateAuthority', issuer.certificateAuthority);
    const workload = new ProxyWorkload(this, {
      ...props,
      configuration: () => toToml(machineSettings({ ...props, upstream: 'static://404', issuerCaKey: authority?.key })),
      issuerCa: authority,
      peers: props.allowFrom,
    });
    this.node.defaultChild = workload.deployment;
    this.deploymentName = workload.deployment.name;
    this.serviceName = workload.serviceName;
    this.podLabels = workload.podLabels;
    this.replicas = workload.replicas;
  }
}
