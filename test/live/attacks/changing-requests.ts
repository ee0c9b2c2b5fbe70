import { type InsideAttack, readable } from './inside';
import { Family, held, nothingOpened } from '../../../cli/verify/attack';
import { alertmanager, host, prometheus, site } from '../checks/addresses';
import { expectKind, kindOf } from '../checks/answers';
import { expect, expectEqual } from '../checks/check';
import { silence } from '../checks/silence';
import { ask } from '../client/http';

/** Requests that would change something, only for a stack of the tests. */
export const CHANGING_REQUESTS: readonly InsideAttack[] = [
  {
    id: 'paths-of-changing-requests',
    family: Family.PATHS,
    title: 'no spelling of a path reloads, writes to or administers an application where the plain path is closed',
    reason: 'Traefik routes by the undecoded path, which the application decodes; administration uses POST',
    reference: 'finding 4',
    run: async ({ scene: { people } }) => {
      const alice = await people.session(await people.alice());
      const spellings = [
        'POST /prometheus/-%2Freload',
        'POST /prometheus/%2D/reload',
        'POST /prometheus//-/reload',
        'POST /prometheus/x/../-/reload',
        'POST /prometheus/./-/reload',
        'POST /prometheus/x/%2e%2e/-/reload',
        'POST /prometheus/-/reload/',
        'POST /prometheus/-/./reload',
        'POST /prometheus/-;x/reload',
        'POST /prometheus%2F-%2Freload',
        'POST //prometheus/-/reload',
        'POST /prometheus/%252D/reload',
        'POST /PROMETHEUS/-/reload',
        'POST /prometheus/api/v1/admin%2Ftsdb%2Fsnapshot',
        'POST /prometheus/api/v1//admin/tsdb/snapshot',
        'POST /prometheus/api/v1/%61dmin/tsdb/snapshot',
        'GET /prometheus/debug%2Fpprof%2Fcmdline',
        'GET /prometheus/graph/../debug/pprof/cmdline',
        'GET /prometheus/%64ebug/pprof/cmdline',
        'POST /prometheus/api/v1%2Fwrite',
        'POST /prometheus/api/v1/wr%69te',
        'POST /grafana/../prometheus/-/reload',
        'POST /prometheus/..;/prometheus/-/reload',
      ];
      const opened: string[] = [];
      for (const spelling of spellings) {
        const [method, path] = spelling.split(' ') as [string, string];
        const { status } = await alice.ask(`${site}${path}`, { method });
        if (status < 300 || status >= 500) opened.push(`${spelling}: ${status}`);
      }
      nothingOpened(opened);
      return held(`${spellings.length} spellings`);
    },
  },
  {
    id: 'caches-reading-opens-nothing-else',
    family: Family.CACHES,
    title: 'a cached decision about reading opens nothing else',
    reason: 'a decision may be cached by the session alone',
    reference: 'finding 3',
    run: async ({ scene: { people } }) => {
      const alice = await people.session(await people.alice());
      expectKind(await alice.ask(readable), 'passed', 'reading');
      expectKind(await alice.ask(`${prometheus}/-/reload`, { method: 'POST' }), 'refused', 'reloading');
      expectKind(
        await alice.ask(`${prometheus}/api/v1/admin/tsdb/snapshot`, { method: 'POST' }),
        'refused',
        'making a snapshot',
      );
      return held('reloading and a snapshot');
    },
  },
  {
    id: 'forgery-of-administration',
    family: Family.FORGERY,
    title: 'no form of any site reloads, stops or administers an application, whichever person is signed in',
    reason: 'Prometheus and Alertmanager obey a plain POST, and paths of one host are one origin',
    reference: 'finding 15',
    run: async ({ scene: { people } }) => {
      const opened: string[] = [];
      const places = [
        '/-/reload',
        '/-/quit',
        '/api/v1/admin/tsdb/snapshot',
        '/api/v1/admin/tsdb/delete_series?match[]=up',
        '/api/v1/admin/tsdb/clean_tombstones',
        '/api/v1/write',
      ]
        .map((path) => prometheus + path)
        .concat(`${alertmanager}/-/reload`);
      const origins = [
        { 'Origin': 'https://evil.example.org', 'Sec-Fetch-Site': 'cross-site' },
        { 'Origin': site, 'Sec-Fetch-Site': 'same-origin', 'Referer': `${site}/grafana/` },
      ];
      for (const person of [await people.alice(), await people.oscar()]) {
        const { jar } = await people.session(person);
        for (const url of places) {
          for (const origin of origins) {
            const answer = await ask(url, {
              method: 'POST',
              body: 'a=b',
              headers: { 'Cookie': jar.header(host), 'Content-Type': 'application/x-www-form-urlencoded', ...origin },
            });
            if (kindOf(answer) !== 'refused') opened.push(`${url} as ${person.username}: ${answer.status}`);
          }
        }
      }
      nothingOpened(opened);
      return held(`${places.length * origins.length * 2} forms`);
    },
  },
  {
    id: 'forgery-of-what-is-granted',
    family: Family.FORGERY,
    title: 'a form of another site creates no silence for an operator who is signed in',
    reason: 'writing is granted to browsers, and a form may hold JSON under the type text/plain',
    reference: 'finding 15; RFC 6265bis, SameSite',
    run: async ({ scene: { people, table } }) => {
      const visitor = people.visitor();
      await visitor.signIn(await people.guest('/operators'), `${alertmanager}/`);
      const line = visitor.setCookies.findLast((each) => each.startsWith(`${table.signOn.cookie}=`)) ?? '';
      // The headers of a browser for a form of another site. The rest tests how Alertmanager itself handles such a
      // form.
      expect(/;\s*SameSite=(Lax|Strict)/i.test(line), 'the session goes with the requests of other sites');
      const forged = silence({ by: 'evil', comment: 'forged' });
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const { status } = await visitor.ask(`${alertmanager}/api/v2/silences`, {
          method: 'POST',
          body: JSON.stringify(forged),
          headers: { 'Content-Type': type, 'Origin': 'https://evil.example.org', 'Sec-Fetch-Site': 'cross-site' },
        });
        expect(status >= 400, `${type} was taken: ${status}`);
      }
      expectEqual(
        JSON.parse((await visitor.ask(`${alertmanager}/api/v2/silences`)).body).filter(
          (each: { createdBy: string }) => each.createdBy === 'evil',
        ).length,
        0,
        'forged silences',
      );
      return held('three kinds of forms');
    },
  },
];
