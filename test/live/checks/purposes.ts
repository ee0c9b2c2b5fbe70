import path from 'node:path';
import { agreeing } from './access';
import { readAccessTable } from './access-table';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import type { People } from './people';
import { toSilence } from './silence';
import { type Credential, NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { Purpose } from '../../../lib';
import { eventually } from '../../support/process';
import { type Answer, json, type Question } from '../client/http';
import type { Visitor } from '../client/visitor';
import { runFolder } from '../places';
import { groupFor, purposesHost } from '../programs/purposes-sign-on';

const site = `https://${purposesHost}`;
const [prometheus, alertmanager] = [`${site}/prometheus`, `${site}/alertmanager`];
const purposes = Object.values(Purpose);
const table = () => readAccessTable(path.join(runFolder, 'purposes-sign-on/report'));

const visitors = new WeakMap<People, ReadonlyMap<Purpose, Visitor>>();

/** A person with a session for each purpose. */
async function everybody({ people }: EdgeScene): Promise<ReadonlyMap<Purpose, Visitor>> {
  const existing = visitors.get(people);
  if (existing) return existing;
  const made = new Map<Purpose, Visitor>();
  for (const purpose of purposes) {
    const visitor = people.visitor();
    await visitor.signIn(
      await people.guest(`/${groupFor(purpose)}`),
      `${site}/oauth2/start?rd=${encodeURIComponent(`${site}/echo/`)}`,
    );
    expect(
      visitor.jar.of(purposesHost).has(table().signOn.cookie),
      `${groupFor(purpose)} has no session: ${visitor.visited.at(-1)}`,
    );
    made.set(purpose, visitor);
  }
  visitors.set(people, made);
  return made;
}

/** Sends a request as each person: the given people get the status, the others a refusal of the edge. */
async function onlyFor(
  scene: EdgeScene,
  named: readonly Purpose[],
  url: string,
  question: Question,
  status: number,
): Promise<Answer> {
  let last: Answer | undefined;
  // The permitted people are the last ones, so that effects of refused requests would be detected.
  for (const [purpose, visitor] of [...(await everybody(scene))].sort(
    ([a], [b]) => Number(named.includes(a)) - Number(named.includes(b)),
  )) {
    const answer = await visitor.ask(url, question);
    const wanted = named.includes(purpose) ? status : 403;
    expect(
      answer.status === wanted,
      `${question.method ?? 'GET'} ${url} as ${groupFor(purpose)}: got ${answer.status} ` +
        `${answer.body.slice(0, 200)}, wanted ${wanted}`,
    );
    last = answer;
  }
  return last!;
}

/**
 * Every purpose granted to another group, by path and method: on real programs, and on the route tables of programs
 * that are not available here.
 */
export const purposesArea: Area<EdgeScene> = {
  name: 'purposes',
  needs: signOnPrograms,
  checks: [
    {
      title:
        'every cell is correct for every method, without a session and for each person with one purpose: Prometheus, ' +
        'Alertmanager, and the routes of Thanos Query, Karma and another application',
      run: async (scene) => {
        const credentials = [...(await everybody(scene))].map(([purpose, visitor]): Credential => ({
          name: groupFor(purpose),
          headers: { Cookie: visitor.jar.header(purposesHost) },
          signedIn: true,
          claims: [`/${groupFor(purpose)}`],
        }));
        const methods = ['GET', 'POST', 'PUT', 'DELETE'];
        // The identity that may administer would stop the programs.
        const [administrator] = credentials.filter(({ name }) => name === groupFor(Purpose.ADMINISTER));
        const others = [NOBODY_SIGNED_IN, ...credentials.filter((credential) => credential !== administrator)];
        const ofOthers = await agreeing(table(), others, { methods });
        const ofAdministrator = await agreeing(table(), [administrator!], { methods, harmless: true });
        return `${ofOthers}; ${ofAdministrator} of who may administer`;
      },
    },
    {
      title: 'Prometheus can be read, also by POST, by identities that may read or administer',
      run: async (scene) => {
        for (const question of [
          {},
          { method: 'POST', body: 'query=up', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
        ]) {
          const { body } = await onlyFor(
            scene,
            [Purpose.READ, Purpose.ADMINISTER],
            `${prometheus}/api/v1/query?query=up`,
            question,
            200,
          );
          expectEqual(JSON.parse(body).status, 'success', 'answer of Prometheus');
        }
      },
    },
    {
      title:
        'federation, remote read, health, metrics, remote write and administration of Prometheus are ' +
        'each allowed only for the granted identities',
      run: async (scene) => {
        expect(
          (await onlyFor(scene, [Purpose.FEDERATE], `${prometheus}/federate?match[]=up`, {}, 200)).body.includes(
            '# TYPE up',
          ),
          'nothing is federated',
        );
        // The real program refuses the invalid request, which shows that the request reached it.
        await onlyFor(scene, [Purpose.FEDERATE], `${prometheus}/api/v1/read`, { method: 'POST', body: 'x' }, 400);
        await onlyFor(scene, [Purpose.HEALTH], `${prometheus}/-/healthy`, {}, 200);
        await onlyFor(scene, [Purpose.HEALTH], `${prometheus}/-/ready`, {}, 200);
        expect(
          (await onlyFor(scene, [Purpose.METRICS], `${prometheus}/metrics`, {}, 200)).body.includes(
            'prometheus_build_info',
          ),
          'these are no metrics',
        );
        await onlyFor(scene, [Purpose.INGEST], `${prometheus}/api/v1/write`, { method: 'POST', body: 'x' }, 400);
        await onlyFor(scene, [Purpose.ADMINISTER], `${prometheus}/api/v1/admin/tsdb/snapshot`, { method: 'POST' }, 200);
        await onlyFor(scene, [Purpose.ADMINISTER], `${prometheus}/-/reload`, { method: 'POST' }, 200);
        await onlyFor(scene, [Purpose.ADMINISTER], `${prometheus}/debug/pprof/cmdline`, {}, 200);
      },
    },
    {
      title:
        'a reader cannot create or expire a silence in Alertmanager; an editor can create one, and the ' +
        'reader can read it',
      run: async (scene) => {
        const reader = (await everybody(scene)).get(Purpose.READ)!;
        const { silenceID } = JSON.parse(
          (
            await onlyFor(
              scene,
              [Purpose.WRITE],
              `${alertmanager}/api/v2/silences`,
              toSilence({ by: 'editor', comment: 'test' }),
              200,
            )
          ).body,
        ) as { silenceID: string };
        const state = async () =>
          JSON.parse((await reader.ask(`${alertmanager}/api/v2/silences`)).body).map(({ id, status }: any) => [
            id,
            status.state,
          ]);
        expectEqual(await state(), [[silenceID, 'active']], 'the silences that the reader sees');
        await onlyFor(scene, [Purpose.WRITE], `${alertmanager}/api/v2/silence/${silenceID}`, { method: 'DELETE' }, 200);
        expectEqual(await state(), [[silenceID, 'expired']], 'the silences afterwards');
        await onlyFor(
          scene,
          [Purpose.READ, Purpose.WRITE, Purpose.ADMINISTER],
          `${alertmanager}/api/v2/silences`,
          {},
          200,
        );
      },
    },
    {
      title: 'only identities that may ingest deliver alerts to Alertmanager, and only readers can read them',
      run: async (scene) => {
        const alert = [{ labels: { alertname: 'Delivered' }, startsAt: new Date().toISOString() }];
        await onlyFor(scene, [Purpose.INGEST], `${alertmanager}/api/v2/alerts`, json(alert), 200);
        await eventually(5, async () => {
          const { body } = await onlyFor(
            scene,
            [Purpose.READ, Purpose.WRITE, Purpose.ADMINISTER],
            `${alertmanager}/api/v2/alerts`,
            {},
            200,
          );
          expectEqual(
            JSON.parse(body).map(({ labels }: any) => labels.alertname),
            ['Delivered'],
            'alerts',
          );
        });
        await onlyFor(scene, [Purpose.ADMINISTER], `${alertmanager}/-/reload`, { method: 'POST' }, 200);
      },
    },
  ],
};
