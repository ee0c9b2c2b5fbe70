import { Construct } from 'constructs';
import { clientScopes } from './client-scopes';
import { clientSecretVariable } from './client-secret';
import { GROUPS_CLAIM, OWN_GROUPS } from './groups-claim';
import { KeycloakRealmBase } from './keycloak-realm-base';
import { ownGroup } from './own-group';
import { below, freeId } from './places';
import { RealmRegistry } from './realm-registry';
import { safeClient } from './safe-client';
import { VouchingClusters } from './vouching-clusters';
import { IdentityKind, IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { CertificateAuthority } from '../isolation/certificate-authority';
import { checkAudience } from '../machines/audience';
import { IMachineIssuer } from '../machines/machine-issuer';
import { vouchFor } from '../machines/vouchers';
import { OpenidAudienceProtocolMapper } from '../provider-keycloak/openid-audience-protocol-mapper';
import { OpenidGroupMembershipProtocolMapper } from '../provider-keycloak/openid-group-membership-protocol-mapper';
import { UserGroups } from '../provider-keycloak/user-groups';
import { syntax } from '../syntax';

/** Props of KeycloakMachines. */
export interface KeycloakMachinesProps {
  /**
   * The audience of the tokens of the machines. No other tokens have it.
   * @default "monitoring-sso-machines"
   */
  readonly audience?: string;
  /**
   * Certificate authority of Keycloak, if it is a private one, in the namespace of the sign-on. The proxy trusts the
   * public authorities, too.
   * @default - the certificate is signed by a public authority
   */
  readonly certificateAuthority?: CertificateAuthority;
}

/** How a machine authenticates to Keycloak. */
export interface KeycloakMachineOptions {
  /**
   * Service account whose tokens replace a client secret, as `ServiceAccountIssuer.serviceAccount()` returns it. The
   * machine then has no secret. The audience of the token must be the issuer of the realm. This needs Keycloak 26.6 or
   * newer, which must reach the issuer of the cluster and trust its certificate by its own settings: it uses neither
   * `jwksUrl`, which is refused, nor `certificateAuthority`. Keycloak accepts a token for one hour after it was issued,
   * even if the token is valid for longer: give `ServiceAccountToken` a `lifetime` of one hour or less. In a realm that
   * an older Keycloak created, add "Signed JWT - Federated" to the flow for client authentication by hand, because
   * Keycloak adds it only to new realms.
   * @default - a client secret, in a Terraform variable that is named after the client
   */
  readonly serviceAccount?: IIdentity;
  /**
   * Version of the client secret. Terraform does not store the secret and cannot see that it changed: change this
   * version whenever the secret changes.
   * @default "1"
   */
  readonly clientSecretVersion?: string;
}

/**
 * Programs outside of Kubernetes, or of clusters whose issuer cannot be reached. Each is a confidential client of the
 * realm that gets tokens for itself (client credentials, RFC 6749, 4.4), and by no other flow. Each is a member of one
 * group that the library owns, and its tokens contain this group. Terraform removes it from all other groups. The
 * tokens contain neither roles nor an e-mail address, and no client has the name of their audience.
 *
 * @example
 *
 * const machines = new KeycloakMachines(realm, 'machines');
 * const deployer = machines.addClient('deployer'); // grant it something with protect()
 */
export class KeycloakMachines extends Construct implements IMachineIssuer {
  public readonly issuerUrl: string;
  public readonly audience: string;
  public readonly identityKind = IdentityKind.CLIENT;
  public readonly signingAlgorithms = ['RS256'];
  public readonly groupsClaim?: string = GROUPS_CLAIM;
  public readonly certificateAuthority?: CertificateAuthority;
  private readonly registry: RealmRegistry;

  /**
   * @param realm the realm of the clients
   * @param id id of the construct
   * @param props audience and certificate authority
   */
  constructor(realm: KeycloakRealmBase, id: string, props: KeycloakMachinesProps = {}) {
    checkNew('KeycloakMachines', realm, id, props);
    super(realm, freeId(realm, id));
    this.registry = RealmRegistry.of(realm, 'KeycloakMachines');
    this.issuerUrl = realm.issuerUrl;
    this.audience = checkAudience(this.node.path, props.audience ?? OWN_GROUPS.machines);
    this.registry.clientIds.reserveAudience(this.node.path, this.audience);
    this.certificateAuthority = props.certificateAuthority;
  }

  /**
   * A machine.
   * @param clientId letters, digits, dots, underscores and hyphens, at most 239 characters
   * @param options how it authenticates
   */
  public addClient(clientId: string, options: KeycloakMachineOptions = {}): IIdentity {
    const path = this.node.path;
    syntax.groupName(path, 'clientId', clientId);
    if (clientId.length > 239) {
      refuse({
        path,
        what: 'clientId is too long for the account that Keycloak creates',
        got: clientId,
        allowed: 'at most 239 characters',
        fix: 'shorten clientId',
      });
    }
    const { registry } = this;
    registry.clientIds.claim(path, clientId);
    const vouched =
      options.serviceAccount && VouchingClusters.of(registry).vouch(path, clientId, options.serviceAccount);
    const scope = new Construct(below(registry.realm, 'clients'), clientId);
    const client = safeClient(scope, registry, clientId, {
      name: `Machine (${clientId})`,
      accessType: 'CONFIDENTIAL',
      ...(vouched
        ? vouched.authentication
        : {
            clientSecretWo: clientSecretVariable(scope, path, clientId, 'the machine'),
            clientSecretWoVersion: options.clientSecretVersion ?? '1',
          }),
      serviceAccountsEnabled: true,
    });
    const place = { ...registry.place, clientId: client.id };
    // Not `email`: the proxy refuses a token with an address that is not verified.
    clientScopes(scope, place, ['basic']);
    const inAccessToken = { addToIdToken: false, addToAccessToken: true, addToTokenIntrospection: true };
    new OpenidAudienceProtocolMapper(scope, 'Audience', {
      ...place,
      name: 'audience',
      includedCustomAudience: this.audience,
      ...inAccessToken,
    });
    new OpenidGroupMembershipProtocolMapper(scope, 'Groups', {
      ...place,
      name: 'groups',
      claimName: GROUPS_CLAIM,
      fullPath: true,
      addToUserinfo: false,
      ...inAccessToken,
    });
    const group = ownGroup(registry, 'machines', clientId);
    new UserGroups(scope, 'Group', {
      ...registry.place,
      userId: client.serviceAccountUserId,
      groupIds: [group.groupId],
      exhaustive: true,
    });
    return vouchFor(
      this,
      {
        identityKind: IdentityKind.CLIENT,
        displayName: clientId,
        claimValue: group.claimValue,
        claimName: GROUPS_CLAIM,
        issuerUrl: this.issuerUrl,
      },
      vouched?.issuer,
    );
  }
}
