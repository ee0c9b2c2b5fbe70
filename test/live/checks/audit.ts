import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { output } from '../../support/process';
import { ask } from '../client/http';
import { repository, runFolder } from '../places';
import { prometheus } from './addresses';
import { type Area, type EdgeScene, expectEqual } from './check';
import { signOnPrograms } from './needs';

/** The command of docs/audit.md, as it stands there. */
const documented = () => /```sh\n(jq [\s\S]*?)```/.exec(readFileSync(path.join(repository, 'docs/audit.md'), 'utf8'))![1]!;

/** Who was let in or refused, where and when, as docs/audit.md finds it out. */
export const audit: Area<EdgeScene> = {
  name: 'audit',
  needs: [...signOnPrograms, 'jq'],
  checks: [
    {
      title: 'the documented query tells who was let in, who was refused, and who was sent to sign in',
      run: async ({ stack, people, edge }) => {
        const alice = await people.session(await people.alice());
        const mallory = await people.session(await people.mallory());
        const place = `${prometheus}/api/v1/query?query=audit`;
        expectEqual((await alice.ask(place)).status, 200, 'alice');
        expectEqual((await alice.ask(place)).status, 200, 'alice again');
        expectEqual((await mallory.ask(place, { headers: { 'X-Request-Id': 'mine', 'X-Sso-Request-Id': 'mine', 'X-Auth-Request-Email': 'alice@example.com' } })).status, 403, 'mallory');
        expectEqual((await ask(place, { headers: { 'X-Auth-Request-Email': 'alice@example.com' } })).status, 302, 'nobody');
        const folder = mkdtempSync(path.join(runFolder, 'audit-'));
        writeFileSync(path.join(folder, 'edge.log'), await edge.accessLog(stack.edgePod(edge)!));
        writeFileSync(path.join(folder, 'proxy.log'), stack.podsNamed('proxy').map(({ log }) => log).join('\n'));
        console.error((await edge.accessLog(stack.edgePod(edge)!)).split('\n').slice(-14).join('\n'), folder);
        const lines = (await output(['sh', '-c', documented()], { cwd: folder })).split('\n');
        return lines.slice(-12).join('\n');
      },
    },
  ],
};
