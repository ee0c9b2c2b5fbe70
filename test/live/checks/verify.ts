import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { countsOf, type Verification } from '../../../cli/verify/result';
import { eventually, run } from '../../support/process';
import { ask } from '../client/http';
import type { KubeObject } from '../cluster/objects';
import { servedPlaces } from '../cluster/routes';
import { repository, runFolder } from '../places';
import { prometheus, site } from './addresses';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import { credentialOf } from './target';

/** Checks of the packaged command `verify`. */
export const verify: Area<EdgeScene> = {
  name: 'verify',
  needs: signOnPrograms,
  checks: [
    {
      title:
        'the command finds no difference in the running stack, in every cell and in an attack, without and with ' +
        'sessions',
      run: async (scene) => {
        // Only one family of attacks, since the area `attacks` tests all of them.
        const { status, text, result } = await verified(scene, '--family', 'tokens');
        expect(status === 0, text.slice(-3000));
        const { cells, attacks, known, notTried } = countsOf(result);
        expect(cells > 300 && attacks > 0, `only ${cells} cells and ${attacks} attacks`);
        for (const { headers } of await credentials(scene)) {
          expect(
            !(text + JSON.stringify(result)).includes(headers.Cookie!.split('=')[1]!),
            'a session stands in what it wrote',
          );
        }
        return `${cells} cells, ${attacks} attacks, ${known} known, ${notTried} not tried`;
      },
    },
    {
      title: 'the command finds and names a route that was opened by mistake',
      run: async (scene) => {
        const { cluster, manifests } = scene.stack;
        const closed = manifests.find((object) =>
          servedPlaces([object]).some(({ path: each }) => each === '/prometheus/-/healthy'),
        )!;
        expectEqual((await ask(`${prometheus}/-/healthy`)).status, 403, 'before');
        await cluster.must(['replace', '-f', '-'], unlocked(closed));
        try {
          await eventually(20, async () =>
            expectEqual((await ask(`${prometheus}/-/healthy`)).status, 200, 'the open door'),
          );
          const { status, text } = await verified(scene, '--only', 'cells');
          expectEqual(status, 1, `exit code (${text.slice(-500)})`);
          expect(text.includes(`! GET ${prometheus}/-/healthy as nobody: refuse was expected`), text.slice(-2000));
        } finally {
          await cluster.must(['replace', '-f', '-'], closed);
        }
        await eventually(20, async () => expectEqual((await ask(`${prometheus}/-/healthy`)).status, 403, 'afterwards'));
      },
    },
  ],
};

/** Removes both protections of a route. */
function unlocked({ metadata, spec, ...closed }: KubeObject): KubeObject {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([name]) => !/\/(auth-url|whitelist-source-range)$/.test(name),
  );
  const withoutLocks = ({ middlewares, ...route }: any) =>
    route.match.includes('/prometheus/-/healthy') ? route : { ...route, middlewares };
  return {
    ...closed,
    metadata: { ...metadata, annotations: Object.fromEntries(annotations) },
    spec: spec.routes ? { ...spec, routes: spec.routes.map(withoutLocks) } : spec,
  };
}

async function credentials(scene: EdgeScene) {
  const { people } = scene;
  return [
    await credentialOf(scene, 'alice', await people.alice()),
    await credentialOf(scene, 'oscar', await people.oscar()),
    await credentialOf(scene, 'mallory', await people.mallory()),
  ];
}

async function verified(
  scene: EdgeScene,
  ...args: readonly string[]
): Promise<{ status: number; text: string; result: Verification }> {
  const folder = mkdtempSync(path.join(runFolder, 'verify-'));
  const file = (name: string) => path.join(folder, name);
  writeFileSync(
    file('credentials.json'),
    JSON.stringify(
      (await credentials(scene)).map(({ name, claims, headers }) => ({ name, claims, cookie: headers.Cookie })),
    ),
  );
  const { status, stdout, stderr } = await run([
    process.execPath,
    path.join(repository, 'build/cli/main.js'),
    'verify',
    site,
    '--access',
    path.join(scene.stack.report, 'access.json'),
    '--credentials',
    file('credentials.json'),
    '--ca',
    scene.stack.authority.file,
    '--rate',
    '500',
    '--quiet',
    '--unsafe-methods',
    '--json',
    file('result.json'),
    '--junit',
    file('result.xml'),
    ...args,
  ]);
  return {
    status,
    text: stdout + stderr,
    result: JSON.parse(readFileSync(file('result.json'), 'utf8')) as Verification,
  };
}
