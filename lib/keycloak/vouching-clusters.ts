import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { RealmRegistry } from './realm-registry';
import { IdentityKind, IIdentity } from '../access/identity';
import { ONE_OR_TWO } from '../access/one-or-two-issuers';
import { refuse } from '../errors';
import { IMachineIssuer } from '../machines/machine-issuer';
import { voucherOf } from '../machines/vouchers';
import { KubernetesIdentityProvider } from '../provider-keycloak/kubernetes-identity-provider';

const ID = 'clusters';

/** A cluster, as its realm knows it: by the issuer of its tokens alone. */
interface VouchingCluster {
  readonly issuer: IMachineIssuer;
  readonly provider: KubernetesIdentityProvider;
  /** The client of each of its service accounts. */
  readonly clients: Map<string, string>;
}

/**
 * The clusters whose service accounts can authenticate as clients of a realm
 * (https://www.keycloak.org/securing-apps/client-authentication, Kubernetes service accounts).
 */
export class VouchingClusters extends Construct {
  /** The clusters of a realm. */
  public static of(registry: RealmRegistry): VouchingClusters {
    return (registry.realm.node.tryFindChild(ID) as VouchingClusters | undefined) ?? new VouchingClusters(registry);
  }

  private readonly known = new Map<string, VouchingCluster>();

  private constructor(private readonly registry: RealmRegistry) {
    super(registry.realm, ID);
  }

  /**
   * Lets a service account authenticate as a client.
   * @returns its cluster, and how the client authenticates
   */
  public vouch(path: string, clientId: string, serviceAccount: IIdentity) {
    const issuer = voucherOf(serviceAccount);
    const { claimValue, displayName } = serviceAccount;
    if (issuer?.identityKind !== IdentityKind.SERVICE_ACCOUNT) {
      refuse({
        path,
        what: 'serviceAccount is not a service account',
        got: displayName,
        allowed: 'what serviceAccount() of a ServiceAccountIssuer returns',
        fix: 'use that',
      });
    }
    const { provider, clients } = this.cluster(path, issuer);
    const other = clients.get(claimValue);
    if (other !== undefined) {
      refuse({
        path,
        what:
          `${displayName} authenticates as ${other} and as ${clientId}: Keycloak cannot distinguish them, and ` +
          'refuses both',
        got: clientId,
        allowed: 'a service account for each client',
        fix: 'create a service account for each, or use one client for both programs',
      });
    }
    clients.set(claimValue, clientId);
    return {
      issuer,
      authentication: {
        clientAuthenticatorType: 'federated-jwt',
        extraConfig: { 'jwt.credential.issuer': provider.alias, 'jwt.credential.sub': claimValue },
      },
    };
  }

  private cluster(path: string, issuer: IMachineIssuer): VouchingCluster {
    const { issuerUrl, jwksUrl } = issuer;
    if (jwksUrl !== undefined) {
      refuse({
        path,
        what: 'Keycloak does not read keys from jwksUrl: it reads the discovery document of the cluster',
        got: jwksUrl,
        allowed: 'a ServiceAccountIssuer without jwksUrl',
        fix: 'give Keycloak access to that document, and remove jwksUrl; or use a client secret',
      });
    }
    const known = this.known.get(issuerUrl);
    if (known !== undefined && known.issuer !== issuer) {
      refuse({
        path,
        what:
          'two clusters with one issuer authenticate clients of the realm, and Keycloak cannot distinguish their ' +
          'service accounts',
        got: issuerUrl,
        allowed: 'an issuer for each cluster',
        fix: ONE_OR_TWO,
      });
    }
    if (known !== undefined) return known;
    // The issuers of clusters of one provider can differ in the path alone.
    const host = new URL(issuerUrl).host.slice(0, 200).replace(/[^a-z0-9]+/g, '-');
    const digest = createHash('sha256').update(issuerUrl).digest('hex').slice(0, 8);
    const alias = `cluster-${host}-${digest}`;
    const provider = new KubernetesIdentityProvider(this, alias, {
      provider: this.registry.provider,
      realm: this.registry.realmId,
      alias,
      issuer: issuerUrl,
    });
    const cluster = { issuer, provider, clients: new Map<string, string>() };
    this.known.set(issuerUrl, cluster);
    return cluster;
  }
}
