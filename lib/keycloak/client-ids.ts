import { refuse } from '../errors';
import { syntax } from '../syntax';

/** The clients that Keycloak creates in every realm. */
const OF_KEYCLOAK = ['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console'];

/** The ids of the clients of a realm, and the audiences of its machines. No audience is the id of a client. */
export class ClientIds {
  /** Ids by their lower case: Keycloak names the account of a client by its id in lower case. */
  private readonly known = new Map(OF_KEYCLOAK.map((id) => [id, id]));
  private readonly audiences = new Set<string>();

  constructor(private readonly issuerUrl: string) {}

  /** Checks the id of a new client. */
  public check(path: string, clientId: string): void {
    syntax.clientId(path, 'clientId', clientId);
    if (this.audiences.has(clientId)) {
      refuse({
        path,
        what: 'the client id is the audience of machines',
        got: clientId,
        allowed: 'an id that is no audience',
        fix: 'choose another client id',
      });
    }
    this.refuseKnown(path, clientId);
  }

  /** Checks the id of a new client, and keeps others from having it. */
  public claim(path: string, clientId: string): void {
    this.check(path, clientId);
    this.known.set(clientId.toLowerCase(), clientId);
  }

  /** Keeps an audience to machines: the audience of tokens of people is the id of a client. */
  public reserveAudience(path: string, audience: string): void {
    if (OF_KEYCLOAK.includes(audience) || audience === this.issuerUrl) {
      refuse({
        path,
        what: 'the audience is one that Keycloak gives to tokens of people',
        got: audience,
        allowed: 'an audience that only machines have',
        fix: 'choose another audience',
      });
    }
    if (this.audiences.has(audience)) {
      refuse({
        path,
        what: 'other machines of the realm have this audience',
        got: audience,
        allowed: 'an audience for each KeycloakMachines',
        fix: 'add all clients to one KeycloakMachines, or, for another sign-on, choose another audience',
      });
    }
    this.refuseKnown(path, audience);
    this.audiences.add(audience);
  }

  private refuseKnown(path: string, clientId: string): void {
    const known = this.known.get(clientId.toLowerCase());
    if (known === undefined) return;
    refuse({
      path,
      what: `the realm has a client of this id already${known === clientId ? '' : `, as ${known}`}`,
      got: clientId,
      allowed: "ids of which no two differ in upper and lower case alone, and none of Keycloak's own",
      fix: 'choose another client id',
    });
  }
}
