import { randomBytes } from 'node:crypto';
import { host, prometheus } from './addresses';
import type { Person } from '../client/person';
import { Visitor } from '../client/visitor';
import type { KeycloakAdmin } from '../identity/admin';

/** The people of the tests, made when first asked for; each keeps one session for the checks that only look. */
export class People {
  /** Everybody's browser, for the search for secrets that should be nowhere else. */
  readonly visitors: Visitor[] = [];
  private readonly known = new Map<string, Promise<Person>>();
  private sessions = new Map<string, Promise<Visitor>>();

  constructor(
    private readonly admin: KeycloakAdmin,
    private readonly cookie: string,
  ) {}

  readonly alice = () => this.person('alice', ['/developers']);
  readonly oscar = () => this.person('oscar', ['/operators']);
  readonly mallory = () => this.person('mallory', []);

  /**
   * Somebody for one check alone, whom it may move between groups or sign out. A check that signs in anew asks for one,
   * too: somebody who has used a one-time code already would have to wait for the next.
   */
  guest(...groups: string[]): Promise<Person> {
    return this.person(`guest-${randomBytes(4).toString('hex')}`, groups);
  }

  visitor(): Visitor {
    const visitor = new Visitor();
    this.visitors.push(visitor);
    return visitor;
  }

  /** A browser in which somebody has signed in, at Prometheus; whether that let the person in is another question. */
  session(person: Person): Promise<Visitor> {
    const existing = this.sessions.get(person.username);
    if (existing) return existing;
    const visitor = this.visitor();
    const session = visitor.signIn(person, `${prometheus}/graph`).then(({ url, status }) => {
      // Whoever is not signed in would be refused everywhere, and prove nothing.
      if (!url.startsWith(prometheus) || !visitor.jar.of(host).has(this.cookie)) {
        throw new Error(`the sign-in of ${person.username} ended with ${status} at ${url}`);
      }
      return visitor;
    });
    this.sessions.set(person.username, session);
    return session;
  }

  forgetSessions(): void {
    this.sessions = new Map();
  }

  private person(username: string, groups: readonly string[]): Promise<Person> {
    const existing = this.known.get(username);
    if (existing) return existing;
    const password = `Aa1!${randomBytes(16).toString('base64url')}`;
    const made = this.admin.addPerson(username, password, groups).then((id) => ({ id, username, password, groups }));
    this.known.set(username, made);
    return made;
  }
}
