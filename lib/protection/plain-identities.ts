import { IIdentity } from '../access/identity';
import { IMachineIssuer } from '../machines/machine-issuer';
import { clusterBehind } from '../machines/vouchers';
import { AutomaticIdentity, ModelApplication, ModelIdentity, ModelIssuer, PlacedApplication } from '../model';
import { KnownIdentities } from '../validation-pass';

/** The identities and issuers of a sign-on as plain data. Each object of the program has a number. */
export class PlainIdentities {
  private readonly identities = new Map<IIdentity, ModelIdentity>();
  private readonly issuers = new Map<IMachineIssuer, ModelIssuer>();
  /** The identities by their numbers. */
  private readonly given: IIdentity[] = [];

  /** An issuer as plain data. */
  public issuer(issuer: IMachineIssuer): ModelIssuer {
    const known = this.issuers.get(issuer);
    if (known !== undefined) return known;
    const { issuerUrl, audience, identityKind } = issuer;
    const plain = { number: this.issuers.size, issuerUrl, audience, identityKind };
    this.issuers.set(issuer, plain);
    return plain;
  }

  /** An application with its grants as plain data. */
  public application(application: PlacedApplication): ModelApplication {
    const grants = Object.entries(application.grants).map(([purpose, identities]) => [
      purpose,
      identities!.map((identity) => this.identity(identity)),
    ]);
    return { ...application, grants: Object.fromEntries(grants) };
  }

  /**
   * The identities of applications that people get without an administrator.
   * @param applications the applications
   * @param known what is known of identities; each is looked for once, since a realm looks through the whole program
   */
  public automatic(applications: readonly ModelApplication[], known: KnownIdentities): AutomaticIdentity[] {
    const numbers = new Set(
      applications.flatMap(({ grants }) => Object.values(grants).flatMap((some) => some.map(({ number }) => number))),
    );
    return [...numbers].flatMap((number) => {
      const identity = this.given[number];
      if (!known.has(identity)) known.set(identity, identity.automatic ?? false);
      return known.get(identity) ? [{ number, by: identity.automaticBy }] : [];
    });
  }

  private identity(identity: IIdentity): ModelIdentity {
    const known = this.identities.get(identity);
    if (known !== undefined) return known;
    const { identityKind, displayName, claimValue, claimName, issuerUrl } = identity;
    const cluster = clusterBehind(identity);
    const plain = {
      number: this.given.length,
      identityKind,
      displayName,
      claimValue,
      claimName,
      issuerUrl,
      ...(cluster === undefined ? {} : { cluster: this.issuer(cluster) }),
    };
    this.identities.set(identity, plain);
    this.given.push(identity);
    return plain;
  }
}
