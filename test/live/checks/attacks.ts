import { ATTACKS } from '../../../lib/verify/attacks';
import { eventually } from '../../support/process';
import { ask } from '../client/http';
import { host, prometheus, signInStart, site } from './addresses';
import { expectKind } from './answers';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { checkOf } from './attack';
import { signOnPrograms } from './needs';
import { targetOf } from './target';

const page = `${prometheus}/graph`;

/** Ways in that worked on the obvious design. */
export const attacks: Area<EdgeScene> = {
  name: 'attacks',
  needs: signOnPrograms,
  checks: [
    ...ATTACKS.map((attack) => checkOf(attack, targetOf)),
    {
      title: 'no spelling of a path reaches what is refused under its plain name',
      run: async ({ people }) => {
        const alice = await people.session(await people.alice());
        const spellings = [
          'POST /prometheus/-%2Freload', 'POST /prometheus/%2D/reload', 'POST /prometheus//-/reload', 'POST /prometheus/x/../-/reload',
          'POST /prometheus/./-/reload', 'POST /prometheus/x/%2e%2e/-/reload', 'POST /prometheus/-/reload/', 'POST /prometheus/-/./reload',
          'POST /prometheus/-;x/reload', 'POST /prometheus%2F-%2Freload', 'POST //prometheus/-/reload', 'POST /prometheus/%252D/reload', 'POST /PROMETHEUS/-/reload',
          'POST /prometheus/api/v1/admin%2Ftsdb%2Fsnapshot', 'POST /prometheus/api/v1//admin/tsdb/snapshot', 'POST /prometheus/api/v1/%61dmin/tsdb/snapshot',
          'GET /prometheus/debug%2Fpprof%2Fcmdline', 'GET /prometheus/graph/../debug/pprof/cmdline', 'GET /prometheus/%64ebug/pprof/cmdline',
          'POST /prometheus/api/v1%2Fwrite', 'POST /prometheus/api/v1/wr%69te', 'POST /grafana/../prometheus/-/reload', 'POST /prometheus/..;/prometheus/-/reload',
        ];
        const opened: string[] = [];
        for (const spelling of spellings) {
          const [method, path] = spelling.split(' ') as [string, string];
          const { status } = await alice.ask(`${site}${path}`, { method });
          if (status < 300 || status >= 500) opened.push(`${spelling}: ${status}`);
        }
        expect(opened.length === 0, opened.join(', '));
        return `${spellings.length} spellings`;
      },
    },
    {
      title: 'a decision that the edge remembers is nobody else\'s, however the cookie was written',
      run: async ({ people, table }) => {
        const name = table.signOn.cookie;
        const mine = (await people.session(await people.alice())).jar.of(host).get(name)!;
        // What alice sends, and what a stranger sends right after her.
        const pairs: [string | string[], string | undefined][] = [
          [`${name}=${mine}`, undefined],
          [`${name}=${mine}`, `${name}=evil`],
          [`${name.toUpperCase()}=evil; ${name}=${mine}`, `${name.toUpperCase()}=evil`],
          [`a=b;\t${name}=${mine}`, undefined],
          [`a=b;\t${name}=${mine}`, 'a=b'],
          [`zz=1,${name}=evil; ${name}=${mine}`, `zz=1,${name}=evil`],
          [`${name}=ev"il; ${name}=${mine}`, `${name}=ev"il`],
          [[`${name}=evil`, `${name}=${mine}`], `${name}=evil`],
          [`${name}_0=${mine}`, undefined],
          [`${name}=${mine}; ${name}=evil`, `${name}=evil`],
        ];
        expectKind(await ask(page, { headers: { Cookie: `${name}=${mine}` } }), 'passed', 'alice herself');
        for (const [hers, strangers] of pairs) {
          await ask(page, { headers: { Cookie: hers } });
          expectKind(await ask(page, { headers: strangers === undefined ? {} : { Cookie: strangers } }), 'sign-in', `${strangers} after ${String(hers).replace(mine, '<hers>')}`);
        }
        return `${pairs.length} ways`;
      },
    },
    {
      title: 'a remembered decision about reading opens nothing else',
      run: async ({ people }) => {
        const alice = await people.session(await people.alice());
        expectKind(await alice.ask(page), 'passed', 'reading');
        expectKind(await alice.ask(`${prometheus}/-/reload`, { method: 'POST' }), 'refused', 'reloading');
        expectKind(await alice.ask(`${prometheus}/api/v1/admin/tsdb/snapshot`, { method: 'POST' }), 'refused', 'making a snapshot');
      },
    },
    {
      title: 'bearer tokens, passwords and forged cookies open nothing',
      run: async ({ table }) => {
        const forged: Record<string, string>[] = [
          { Authorization: `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.` },
          { Authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
          { Cookie: `${table.signOn.cookie}=${Buffer.from('forged').toString('base64')}|1|x` },
          { Cookie: `${table.signOn.cookie}=` },
        ];
        for (const headers of forged) expectKind(await ask(page, { headers }), 'sign-in', JSON.stringify(headers));
      },
    },
    {
      title: 'a session planted in a browser before its owner signs in is not shared',
      // Traefik cannot take one cookie out of a request.
      edges: ['ingress-nginx'],
      run: async ({ people, table }) => {
        const attacker = people.visitor();
        await attacker.signIn(await people.guest('/developers'), page);
        const own = attacker.jar.of(host).get(table.signOn.cookie)!;
        await attacker.ask(`${site}/oauth2/sign_out`);
        const stolen = () => ask(page, { headers: { Cookie: `${table.signOn.cookie}=${own}` } });
        // Until the edge has forgotten the attacker's own session.
        await eventually(15, async () => expectKind(await stolen(), 'sign-in', 'the attacker after the sign-out'));
        const victim = people.visitor();
        victim.jar.of(host).set(table.signOn.cookie, own);
        // Straight to the sign-in: a refused request in between would take the planted cookie away.
        const start = `${signInStart}?rd=${encodeURIComponent(page)}`;
        expectEqual((await victim.signIn(await people.guest('/developers'), start)).status, 200, 'the victim');
        expectKind(await stolen(), 'sign-in', 'the attacker after the victim\'s sign-in');
      },
    },
  ],
};
