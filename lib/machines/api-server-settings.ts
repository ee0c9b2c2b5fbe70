import { ServiceAccountIssuer } from './service-account-issuer';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { syntax } from '../syntax';

const ISSUER = '--service-account-issuer=';

/** What a cluster's API server had before. */
export interface ApiServerSettingsOptions {
  /**
   * Issuers that the API server had so far: tokens that they stand in stay good at the API server until they end.
   * @default ["https://kubernetes.default.svc.cluster.local"]
   */
  readonly formerIssuers?: string[];
}

/**
 * What the API server of a cluster must be started with so that its service accounts are known elsewhere: an issuer
 * that the proxy can reach, and an address of the keys below it. Otherwise the discovery document leads to the
 * advertised address of the API server, which is of little use outside of the cluster
 * (https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/). In a cluster that runs the
 * former issuer has to stay in the list, or every pod's token is refused at once.
 */
export class ApiServerSettings {
  /** Arguments of kube-apiserver; the first issuer signs, the others are accepted. */
  public readonly arguments: string[];

  /**
   * @param issuer the cluster as it is to be known
   * @param options what it was known as before
   */
  constructor(issuer: ServiceAccountIssuer, options: ApiServerSettingsOptions = {}) {
    checkNew('ApiServerSettings', issuer, options);
    const former = options.formerIssuers ?? ['https://kubernetes.default.svc.cluster.local'];
    for (const each of former) syntax.httpsUrl('ApiServerSettings', 'formerIssuers', each, 'kept');
    const issuers = [...new Set([issuer.issuerUrl, ...former])];
    if (issuers.includes(issuer.audience)) {
      refuse({
        path: 'ApiServerSettings',
        what: 'the audience of the sign-on would be one of the API server: the receiver of the token could act there',
        got: issuer.audience,
        allowed: 'an audience that is no issuer',
        fix: 'give the ServiceAccountIssuer another audience',
      });
    }
    this.arguments = [
      ...issuers.map((each) => `${ISSUER}${each}`),
      `--service-account-jwks-uri=${issuer.jwksUrl ?? `${issuer.issuerUrl.replace(/\/$/, '')}/openid/v1/jwks`}`,
      // The audience of tokens that name none. Those of the sign-on name its own, which is not among these.
      `--api-audiences=${issuers.join(',')}`,
    ];
  }

  /**
   * The arguments as a part of kubeadm's configuration, version v1beta4 (kubeadm 1.31 and newer), whose arguments can
   * be repeated and take the place of kubeadm's own
   * (https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/).
   */
  public kubeadmConfiguration(): { [key: string]: any } {
    return {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      apiServer: { extraArgs: this.arguments.map(named) },
    };
  }

  /**
   * The same for kubeadm before 1.31, which takes each argument once: the former issuers are left to `kubeadmPatch()`.
   */
  public oldKubeadmConfiguration(): { [key: string]: any } {
    const extraArgs = Object.fromEntries(
      [...this.arguments]
        .reverse()
        .map(named)
        .map(({ name, value }) => [name, value]),
    );
    return { apiVersion: 'kubeadm.k8s.io/v1beta3', kind: 'ClusterConfiguration', apiServer: { extraArgs } };
  }

  /**
   * What `oldKubeadmConfiguration()` cannot say, as a patch for `kubeadm init --patches` and `kubeadm upgrade
   * --patches`, in a file `kube-apiserver0+json.yaml`
   * (https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/control-plane-flags/#patches). The API
   * server takes each issuer once, and that which signs must stand first.
   */
  public kubeadmPatch(): { [key: string]: any }[] {
    return this.arguments
      .filter((argument) => argument.startsWith(ISSUER))
      .slice(1)
      .map((value) => ({ op: 'add', path: '/spec/containers/0/command/-', value }));
  }
}

function named(argument: string): { name: string; value: string } {
  const [, name, value] = /^--([^=]+)=(.*)$/.exec(argument)!;
  return { name, value };
}
