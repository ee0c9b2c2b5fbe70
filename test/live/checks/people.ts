import { randomBytes } from 'node:crypto';
import { host, prometheus } from './addresses';
import type { Person } from '../client/person';
import { Visitor } from '../client/visitor';
import type { KeycloakAdmin } from '../identity/admin';

/** The people of the tests, created on first use. Each has one session for the checks that only read. */
export class People {
  /** The browsers of all people, for the search for leaked secrets. */
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
   * A person for a single check, which may change the groups of the person or sign the person out. A check with a new
   * sign-in also uses one, since other people would have to wait for the next one-time code.
   */
  guest(...groups: string[]): Promise<Person> {
    return this.person(`guest-${randomBytes(4).toString('hex')}`, groups);
  }

  visitor(): Visitor {
    const visitor = new Visitor();
    this.visitors.push(visitor);
    return visitor;
  }

  /** A browser in which a person has signed in at Prometheus, with or without access. */
  session(person: Person): Promise<Visitor> {
    const existing = this.sessions.get(person.username);
    if (existing) return existing;
    const visitor = this.visitor();
    const session = visitor.signIn(person, `${prometheus}/graph`).then(({ url, status }) => {
      // Without a session, every request would be refused, and the check would be meaningless.
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
