import {
  clientRequest,
  cookiesOf,
  FOREIGN_HOST,
  harmless,
  isDenied,
  deniedEntries,
  product,
  sessionIn,
  staysDenied,
  sendAll,
} from './attack-requests';
import { Attack, Family, held, nothingOpened, Opened } from '../attack';
import { startSignIn } from '../sign-in-start';

export const FORGERY: readonly Attack[] = [
  {
    id: 'forgery-from-another-site',
    family: Family.FORGERY,
    title: 'a closed route stays closed for requests that another site makes a browser send',
    reason: 'a rule about preflight requests, origins or frames may admit them',
    reference: 'finding 15; W3C Fetch Metadata',
    run: (target) =>
      sendAll(
        target,
        product(deniedEntries(target), [
          {
            'Origin': `https://${FOREIGN_HOST}`,
            'Sec-Fetch-Site': 'cross-site',
            'Sec-Fetch-Mode': 'cors',
            'Sec-Fetch-Dest': 'empty',
          },
          {
            'Origin': 'null',
            'Sec-Fetch-Site': 'cross-site',
            'Sec-Fetch-Mode': 'navigate',
            'Sec-Fetch-Dest': 'iframe',
          },
          {
            'Referer': `https://${target.table.signOn.host}/`,
            'Sec-Fetch-Site': 'same-origin',
            'X-Requested-With': 'XMLHttpRequest',
          },
        ]).map(({ variation, ...denied }) =>
          clientRequest(target, denied, JSON.stringify(variation), { headers: variation }),
        ),
        staysDenied,
      ),
  },
  {
    id: 'forgery-by-a-form',
    family: Family.FORGERY,
    unsafe: true,
    title: 'a plain HTML form reaches no closed route',
    reason: 'browsers send forms to other sites without a preflight request, and Prometheus obeys a plain POST',
    reference: 'finding 15',
    run: (target) =>
      sendAll(
        target,
        product(
          deniedEntries(target)
            .map(harmless)
            .filter((denied) => isDenied(target, denied, 'POST')),
          ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'],
        ).map(({ variation, ...denied }) =>
          clientRequest(target, denied, variation, {
            method: 'POST',
            body: 'a=b',
            headers: { 'Content-Type': variation, 'Origin': `https://${FOREIGN_HOST}`, 'Sec-Fetch-Site': 'cross-site' },
          }),
        ),
        staysDenied,
      ),
  },
  {
    id: 'forgery-of-a-sign-in',
    family: Family.FORGERY,
    title: 'a callback in a browser that started no sign-in gives no session',
    reason: "a link with the attacker's own code would sign others in as the attacker",
    reference: 'RFC 6749, 10.12; RFC 9700, 4.7',
    run: async (target) => {
      const { table, ask } = target;
      const start = await startSignIn(target);
      const state = new URL(start.headers.location ?? '').searchParams.get('state') ?? '';
      const [own = ''] = cookiesOf(table, start).map((line) => line.replace(/;.*/s, ''));
      const queries = [
        `code=x&state=${encodeURIComponent(state)}`,
        'code=x&state=chosen:/',
        'code=x&state=',
        'code=x',
        `code=x&state=${encodeURIComponent(`${state}x`)}`,
        'state=',
        '',
      ];
      const cookies: Record<string, string>[] = [
        {},
        { Cookie: own.replace(/=.*/, '=x') },
        { Cookie: own.replace(/=(.)/, '=A$1') },
      ];
      for (const query of queries) {
        for (const headers of cookies) {
          const answer = await ask(`https://${table.signOn.host}/oauth2/callback?${query}`, { headers });
          const session = sessionIn(table, answer);
          if (session || (answer.status < 400 && !answer.headers.location?.includes('/oauth2/'))) {
            throw new Opened(
              `${query} answers ${answer.status} ` +
                `${answer.headers.location ?? ''}${session ? ' and sets a session' : ''}`,
            );
          }
        }
      }
      return held(`${queries.length * cookies.length} callbacks`);
    },
  },
  {
    id: 'forgery-of-a-page',
    family: Family.FORGERY,
    title: 'no parameter of a link becomes markup in a page of the proxy',
    reason: 'a script on the host of the sign-on acts as the person who opens the link',
    reference: 'CWE-79',
    run: async ({ table, ask }) => {
      const script = '<script>alert(5825)</script>';
      const written = [script, `"><img src=x onerror=alert(5825)>`, `'-alert(5825)-'`, `{{5825*2}}`].map(
        encodeURIComponent,
      );
      const queries = written.flatMap((text) => [
        `callback?error=${text}`,
        `callback?error=x&error_description=${text}`,
        `callback?code=${text}&state=${text}`,
        `callback?code=x&state=x:${text}`,
        `start?rd=${text}`,
        `sign_in?rd=${text}`,
        `sign_in?error=${text}`,
        `sign_out?rd=${text}`,
      ]);
      const opened: string[] = [];
      for (const query of queries) {
        const { body, headers } = await ask(`https://${table.signOn.host}/oauth2/${query}`);
        const page = /html/.test(headers['content-type'] ?? 'html') ? body : '';
        if (page.includes(script) || /<img src=x onerror/.test(page) || page.includes('11650')) opened.push(query);
      }
      nothingOpened(opened);
      return held(`${queries.length} links`);
    },
  },
];
