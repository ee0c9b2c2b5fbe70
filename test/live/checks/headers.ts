import { IDENTITY_HEADERS } from '../../../cli/verify/attacks/identity-headers';
import { Daemon, eventually } from '../../support/process';
import { ask } from '../client/http';
import { logFile } from '../places';
import { alertmanager, grafana, host, prometheus } from './addresses';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';

interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

// Spellings that a parser may treat as the same name.
const forged = Object.fromEntries(
  [
    ...IDENTITY_HEADERS,
    ...IDENTITY_HEADERS.map((name) => name.replaceAll('-', '_')),
    ...IDENTITY_HEADERS.map((name) => name.toUpperCase().replace('-', '_')),
  ].map((name) => [name, 'forged-administrator']),
);

/** The headers that applications receive, and those that they must not receive. */
export const headers: Area<EdgeScene> = {
  name: 'headers',
  needs: signOnPrograms,
  checks: [
    {
      title: "an application gets the real identity, independent of the client's headers",
      run: async ({ people }) => {
        const person = await people.alice();
        const alice = await people.session(person);
        const answer = await alice.ask(`${grafana}/api/user`, { headers: forged });
        expectEqual(answer.status, 200, `status (${answer.body.slice(0, 100)})`);
        expect(!answer.body.includes('forged-administrator'), `a forged header arrived: ${answer.body}`);
        const seen = JSON.parse(answer.body) as Seen;
        expectEqual(seen.headers['x-auth-request-email'], 'alice@example.com', 'e-mail');
        expectEqual(seen.headers['x-auth-request-user'], person.id, 'user');
        expect(
          seen.headers['x-auth-request-groups']?.split(',').includes('/developers') ?? false,
          `groups ${seen.headers['x-auth-request-groups']}`,
        );
      },
    },
    {
      title: 'neither cookies nor credentials reach Prometheus and Alertmanager',
      run: async (scene) => {
        const { people, stack } = scene;
        const oscar = await people.session(await people.oscar());
        for (const [name, url] of [
          ['prometheus', `${prometheus}/api/v1/query`],
          ['alertmanager', `${alertmanager}/api/v2/status`],
        ] as const) {
          const [pod] = stack.podsNamed(`live-${name}`);
          const seen = await insteadOf(scene, name, async () => {
            const cookie = `${oscar.jar.header(host)}; other=cookie`;
            return (await oscar.ask(url, { headers: { Cookie: cookie, Authorization: 'Bearer e30.e30.e30' } })).body;
          });
          const { headers: arrived } = JSON.parse(seen) as Seen;
          expectEqual(
            [arrived.cookie ?? '', arrived.authorization ?? ''],
            ['', ''],
            `cookies and credentials at ${pod!.name}`,
          );
          expectEqual(arrived['x-auth-request-email'], 'oscar@example.com', `e-mail at ${pod!.name}`);
        }
      },
    },
  ],
};

/** Replaces an application with an echo server during requests. */
async function insteadOf<T>({ stack }: EdgeScene, name: string, question: () => Promise<T>): Promise<T> {
  const [pod] = stack.podsNamed(`live-${name}`);
  const application = pod!.container('application');
  const [port] = pod!.object.spec.containers[0].ports;
  await application.stop();
  const echo = new Daemon(
    ['nsenter', `--net=/run/netns/${pod!.link.namespace}`, ...stack.echo, String(port.containerPort)],
    logFile(`echo-${name}`),
  );
  try {
    await eventually(10, () => ask(`http://${pod!.link.address}:${port.containerPort}/`));
    return await question();
  } finally {
    await echo.stop();
    application.start();
    await pod!.becomeReady(30);
  }
}
