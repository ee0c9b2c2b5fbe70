import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { sleep } from '../../support/process';
import { alertmanager, grafana, host, prometheus } from '../checks/addresses';
import { kindOf } from '../checks/answers';
import type { People } from '../checks/people';
import { ask, type Answer } from '../client/http';
import type { Person } from '../client/person';
import { Visitor } from '../client/visitor';
import { keycloakHost } from '../identity/keycloak';
import { runFolder } from '../places';

/** One answer, or what came instead of one. */
export interface Observation {
  /** When it was asked and when the answer was there, in milliseconds of the clock. */
  readonly asked: number;
  readonly answered: number;
  readonly who: string;
  readonly what: string;
  readonly status: number;
  /**
   * `fine`: the application's page; `signed-out`: sent to the sign-in; `password`: asked for it again; `opened`: a
   * request without a right got access; `refused`: it got none.
   */
  readonly kind: 'fine' | 'failed' | 'signed-out' | 'password' | 'opened' | 'refused';
}

const pages = {
  developer: [`${prometheus}/api/v1/query?query=up`, `${grafana}/api/user`],
  operator: [`${prometheus}/api/v1/query?query=up`, `${alertmanager}/api/v2/status`, `${grafana}/api/user`],
};
const interval = 300;
const patience = 10_000;
/** The number of connections that a browser opens to one host. */
const connections = 6;

/**
 * Six people whose pages ask three or four times a second each, twenty requests a second in all, over connections that
 * are kept as browsers keep them; one person who signs in again and again; and requests without a right. People who are
 * sent to the sign-in follow the redirect, as a person does who reloads the page.
 */
export class Load {
  readonly observations: Observation[] = [];
  private going = true;
  private readonly steady: Promise<unknown>[] = [];

  static async begin(people: People, cookie: string): Promise<Load> {
    const load = new Load();
    const members = await Promise.all(
      ['/developers', '/developers', '/developers', '/operators', '/operators', '/operators'].map((group) =>
        people.guest(group),
      ),
    );
    for (const [index, person] of members.entries()) {
      const visitor = people.visitor();
      await visitor.signIn(person, `${prometheus}/graph`);
      load.steady.push(
        load.visit(
          `visitor-${index}`,
          person,
          visitor,
          person.groups.includes('/operators') ? pages.operator : pages.developer,
        ),
      );
    }
    load.steady.push(load.comeAnew(people, cookie));
    for (const intruder of await intruders(people, cookie)) load.steady.push(load.try(intruder));
    return load;
  }

  async end(): Promise<void> {
    this.going = false;
    await Promise.all(this.steady);
  }

  private async visit(who: string, person: Person, visitor: Visitor, places: readonly string[]): Promise<void> {
    const agent = new https.Agent({
      keepAlive: true,
      maxSockets: connections,
      ca: readFileSync(path.join(runFolder, 'authority/ca.crt')),
    });
    let [underWay, out] = [0, false];
    for (let turn = 0; this.going; turn += 1) {
      await sleep(interval);
      if (out) {
        out = !(await this.comeBack(who, person, visitor));
        if (out) await sleep(2000);
      } else if (underWay < connections) {
        const place = places[turn % places.length]!;
        underWay += 1;
        void this.observe(
          who,
          new URL(place).pathname,
          () => poll(place, visitor, agent),
          (answer) => {
            const kind = kindOf(answer);
            return answer.status === 200 ? 'fine' : kind === 'sign-in' ? 'signed-out' : 'failed';
          },
        ).then((kind) => {
          underWay -= 1;
          if (kind === 'signed-out') out = true;
        });
      }
    }
    agent.destroy();
  }

  /** What a person does whose page is gone; whether it is there again. */
  private async comeBack(who: string, person: Person, visitor: Visitor): Promise<boolean> {
    const place = `${prometheus}/graph`;
    const kind = await this.observe(
      who,
      'reload',
      () => visitor.go(place),
      (page) => arrival(page),
    );
    if (kind !== 'password') return kind === 'fine';
    return (
      (await this.observe(
        who,
        'password',
        () => visitor.signIn(person, place),
        (page) => arrival(page),
      )) === 'fine'
    );
  }

  /** Somebody with a session at Keycloak and none here, who signs in over and over. */
  private async comeAnew(people: People, cookie: string): Promise<void> {
    const person = await people.guest('/developers');
    const visitor = people.visitor();
    await visitor.signIn(person, `${prometheus}/graph`);
    while (this.going) {
      await sleep(2000);
      visitor.jar.of(host).delete(cookie);
      await this.comeBack('newcomer', person, visitor);
    }
  }

  private async try(intruder: Intruder): Promise<void> {
    while (this.going) {
      await sleep(1500);
      const kind = await this.observe(intruder.name, 'attempt', intruder.send, (answer) =>
        kindOf(answer) === 'passed' ? 'opened' : 'refused',
      );
      if (kind === 'refused') await intruder.stay?.().catch(() => undefined);
    }
  }

  private async observe<T extends { readonly status: number }>(
    who: string,
    what: string,
    question: () => Promise<T>,
    judge: (answer: T) => Observation['kind'],
  ): Promise<Observation['kind']> {
    const asked = Date.now();
    const [status, kind] = await question().then(
      (answer) => [answer.status, judge(answer)] as const,
      () => [0, who in intruderNames ? 'refused' : 'failed'] as const,
    );
    this.observations.push({ asked, answered: Date.now(), who, what, status, kind });
    return kind;
  }
}

export const intruderNames = {
  anonymous: 'nobody',
  copied: 'a cookie copied before the sign-out',
  outsider: 'signed in, in no group',
  closed: 'a developer at an administration route',
  other: 'a developer at what operators may',
};

interface Intruder {
  readonly name: keyof typeof intruderNames;
  readonly send: () => Promise<Answer>;
  /** Signs in again if the session has ended: a refusal for lack of a session proves little. */
  readonly stay?: () => Promise<unknown>;
}

async function intruders(people: People, cookie: string): Promise<Intruder[]> {
  const page = `${prometheus}/api/v1/query?query=up`;
  const signedIn = async (...groups: string[]) => {
    const visitor = people.visitor();
    await visitor.signIn(await people.guest(...groups), `${prometheus}/graph`);
    return {
      visitor,
      stay: async () => {
        if (!visitor.jar.of(host).has(cookie)) await visitor.go(`${prometheus}/graph`);
      },
    };
  };
  const left = people.visitor();
  await left.signIn(await people.guest('/developers'), `${prometheus}/graph`);
  const copy = `${cookie}=${left.jar.of(host).get(cookie)}`;
  await left.ask(`https://${host}/oauth2/sign_out`);
  const askWithCopy = () => ask(page, { headers: { Cookie: copy } });
  // A decision made before may be remembered for a while.
  for (let tries = 0; kindOf(await askWithCopy()) === 'passed'; tries += 1) {
    if (tries === 20) throw new Error('the copied cookie still works');
    await sleep(1000);
  }
  const [outsider, developer] = [await signedIn(), await signedIn('/developers')];
  return [
    { name: 'anonymous', send: () => ask(page) },
    { name: 'copied', send: askWithCopy },
    { name: 'outsider', send: () => outsider.visitor.ask(page), stay: outsider.stay },
    {
      name: 'closed',
      send: () => developer.visitor.ask(`${prometheus}/-/reload`, { method: 'POST' }),
      stay: developer.stay,
    },
    { name: 'other', send: () => developer.visitor.ask(`${alertmanager}/api/v2/status`), stay: developer.stay },
  ];
}

function arrival(page: Answer & { readonly url: string }): Observation['kind'] {
  if (new URL(page.url).host === keycloakHost && page.body.includes('name="password"')) return 'password';
  return page.status === 200 && page.url.startsWith(prometheus) ? 'fine' : 'failed';
}

/**
 * One request of a page in the background, as a browser sends it: with its cookies, which the answer may take away, and
 * without following a redirect.
 */
function poll(url: string, visitor: Visitor, agent: https.Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = https.get(
      url,
      { agent, timeout: patience, headers: { Cookie: visitor.jar.header(host) } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('error', reject)
          .on('end', () => {
            const cookies = answer.headers['set-cookie'] ?? [];
            visitor.jar.keep(host, cookies);
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              cookies,
              body: Buffer.concat(chunks).toString('utf8'),
            });
          });
      },
    );
    request.on('error', reject).on('timeout', () => request.destroy(new Error('no answer in time')));
  });
}
