import { Construct } from 'constructs';
import { clientSecretVariable } from './client-secret';
import { GROUPS_CLAIM, OWN_GROUPS } from './groups-claim';
import { KeycloakRealmBase } from './keycloak-realm-base';
import { ownGroup } from './own-group';
import { below, freeId } from './places';
import { RealmRegistry } from './realm-registry';
import { safeClient } from './safe-client';
import { VouchingClusters } from './vouching-clusters';
import { IdentityKind, IIdentity } from '../access/identity';
import { refuse } from '../errors';
import { CertificateAuthority } from '../isolation/certificate-authority';
import { checkAudience } from '../machines/audience';
import { IMachineIssuer } from '../machines/machine-issuer';
import { vouchFor } from '../machines/vouchers';
import { OpenidAudienceProtocolMapper } from '../provider-keycloak/openid-audience-protocol-mapper';
import { OpenidClientDefaultScopes } from '../provider-keycloak/openid-client-default-scopes';
import { OpenidClientOptionalScopes } from '../provider-keycloak/openid-client-optional-scopes';
import { OpenidGroupMembershipProtocolMapper } from '../provider-keycloak/openid-group-membership-protocol-mapper';
import { UserGroups } from '../provider-keycloak/user-groups';
import { syntax } from '../syntax';

/** The machines of a realm. */
export interface KeycloakMachinesProps {
  /**
   * Audience that their tokens are made for, and no others.
   * @default "monitoring-sso-machines"
   */
  readonly audience?: string;
  /**
   * Certificate authority of Keycloak, if it is a private one, in the namespace of the sign-on. The public authorities
   * stay trusted.
   * @default - the certificate is signed by a public authority
   */
  readonly certificateAuthority?: CertificateAuthority;
}

/** How a machine proves to Keycloak who it is. */
export interface KeycloakMachineOptions {
  /**
   * Service account whose tokens stand in for a client secret, as `ServiceAccountIssuer.serviceAccount()` returns it:
   * the machine then has no secret at all. The audience of its token is the realm's issuer. Keycloak 26.6 or newer,
   * which must reach the cluster's issuer and trust its certificate by settings of its own: it knows neither `jwksUrl`,
   * which is refused, nor `certificateAuthority`. It takes a token for an hour after it was issued, however long the
   * token is good: let `ServiceAccountToken` have its usual `lifetime` of an hour, or less. In a realm that an older
   * Keycloak made, the flow for client authentication has to be given "Signed JWT - Federated" by hand: Keycloak adds
   * it to new realms alone.
   * @default - a client secret, in a Terraform variable that is named after the client
   */
  readonly serviceAccount?: IIdentity;
  /**
   * Version of the client secret: change it whenever the secret changes, which Terraform cannot see.
   * @default "1"
   */
  readonly clientSecretVersion?: string;
}

/**
 * Programs outside of Kubernetes, or of clusters whose issuer cannot be reached: confidential clients of the realm that
 * get tokens for themselves (client credentials, RFC 6749, 4.4), and by no other flow. Each belongs to a group of its
 * own that the library owns, which its tokens name, and to no other: Terraform takes it out. Their tokens hold neither
 * roles nor an e-mail address, and no client of the program is of the name of their audience.
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
   * @param realm where the clients are made
   * @param id id of the construct
   * @param props audience and certificate authority
   */
  constructor(realm: KeycloakRealmBase, id: string, props: KeycloakMachinesProps = {}) {
    super(realm, freeId(realm, id));
    this.registry = RealmRegistry.of(realm, 'KeycloakMachines');
    this.issuerUrl = realm.issuerUrl;
    this.audience = checkAudience(this.node.path, props.audience ?? OWN_GROUPS.machines);
    this.registry.clientIds.reserveAudience(this.node.path, this.audience);
    this.certificateAuthority = props.certificateAuthority;
  }

  /**
   * A machine.
   * @param clientId letters, digits, dots, underscores and hyphens
   * @param options how it proves who it is
   */
  public addClient(clientId: string, options: KeycloakMachineOptions = {}): IIdentity {
    const path = this.node.path;
    syntax.groupName(path, 'clientId', clientId);
    if (clientId.length > 239) {
      refuse({
        path,
        what: 'clientId is too long for the account that Keycloak makes',
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
    // Not `email`: a token with an address that nobody verified is refused.
    new OpenidClientDefaultScopes(scope, 'DefaultScopes', { ...place, defaultScopes: ['basic'] });
    new OpenidClientOptionalScopes(scope, 'OptionalScopes', { ...place, optionalScopes: [] });
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
