import type { Answer, Question } from '../../../cli/verify/http';
import type { Credential, Target } from '../../../cli/verify/target';
import type { AccessTable } from '../../../lib/report/access-table';
import { soundAnswers } from '../../support/sound-answer';

/** A request as a server sees it. */
interface Request {
  readonly method: string;
  readonly url: URL;
  readonly address: string;
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

type Server = (request: Request) => Partial<Answer>;

const MALFORMED: Answer = { status: 400, headers: {}, cookies: [], body: '400 Bad Request' };

/** A server in place of a deployment. */
function deployment(table: AccessTable, people: readonly Credential[], server: Server): Target {
  const answer = (request: Request): Answer => ({
    status: 200,
    headers: {},
    cookies: [],
    body: '',
    ...server(request),
  });
  return {
    table,
    signedIn: people,
    ask: async (address: string, { method = 'GET', headers = {} }: Question = {}) =>
      !URL.canParse(address)
        ? MALFORMED
        : answer({
            method,
            url: new URL(address),
            address,
            rawPath: address.replace(/^https?:\/\/[^/]+/, ''),
            text: JSON.stringify(headers),
            headers: Object.fromEntries(
              Object.entries(headers)
                .filter(([, value]) => value !== undefined)
                .map(([name, value]) => [name.toLowerCase(), [value].flat().join('; ')]),
            ),
          }),
    raw: async (host, bytes) =>
      bytes
        .toString('latin1')
        .split(/(?<=\r\n\r\n|^)(?=GET )/)
        .filter((text) => text !== '')
        .map((text) => {
          const [, method = '', path = ''] = /^(\S*) ([\s\S]*?)(?: HTTP|[\r\n])/.exec(text) ?? [];
          const headers = Object.fromEntries(
            [...text.matchAll(/^([\w-]+): (.*?)\r?$/gm)].map(([, name, value]) => [name!.toLowerCase(), value!]),
          );
          const address = URL.canParse(path) ? path : `https://${host}/${encodeURI(path)}`;
          return !URL.canParse(address)
            ? MALFORMED
            : answer({ method, address, url: new URL(address), rawPath: path, headers, text });
        }),
  };
}

/** Decides as the table says, leads to the sign-in as it should, and does nothing else. */
export function soundDeployment(table: AccessTable, people: readonly Credential[]): Target {
  const sound = soundAnswers(table, people);
  const { signOn } = table;
  let count = 0;
  let limit = 0;
  return deployment(table, people, ({ method, url, address, rawPath, headers }) => {
    if (url.protocol === 'http:') return { status: 308, headers: { location: `https://${signOn.host}/` } };
    if (
      /^(TRACE|CONNECT)$/.test(method) ||
      !rawPath.startsWith('/') ||
      rawPath.length > 8000 ||
      /^[^?]*%00/.test(rawPath)
    ) {
      return { status: 400 };
    }
    if (url.pathname === '/oauth2/start' || url.pathname === '/oauth2/sign_in') {
      count += 1;
      const fresh = String(count).padStart(30, 'x');
      const back =
        url.searchParams.getAll('rd').length === 1 && /^\/($|[\w])[^\\/\s]*$/.test(url.searchParams.get('rd')!)
          ? url.searchParams.get('rd')!
          : '/';
      const parameters = new URLSearchParams({
        response_type: 'code',
        client_id: 'x',
        scope: 'openid',
        redirect_uri: `https://${signOn.host}/oauth2/callback`,
        code_challenge_method: 'S256',
        code_challenge: `c${fresh}`,
        nonce: `n${fresh}`,
        state: `s${fresh}:${back}`,
      });
      limit = (limit + 1) % 5;
      const expires = new Date(Date.now() + 900_000).toUTCString();
      return {
        status: 302,
        headers: { 'location': `${signOn.issuer}/auth?${parameters}`, 'cache-control': 'no-store' },
        cookies: [`${signOn.cookie}_${limit}_csrf=x; Secure; HttpOnly; SameSite=Lax; Expires=${expires}`],
      };
    }
    if (url.pathname === '/oauth2/sign_out') return { status: 302, headers: { location: '/' } };
    if (url.pathname === '/oauth2/callback') return { status: 403, body: 'Forbidden' };
    const { outcome: _, ...right } = sound({
      method,
      host: url.hostname,
      path: url.pathname,
      address,
      cookie: headers.cookie,
      token: headers.authorization,
    });
    return right;
  });
}

/** Believes whatever it is told, and tells whatever it is asked: every attack succeeds. */
export function gullibleDeployment(table: AccessTable, people: readonly Credential[]): Target {
  const { signOn } = table;
  const told = ({ headers }: Request) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-')));
  return deployment(table, people, (request) => {
    const { url, headers, text } = request;
    const query = url.search.slice(1);
    const places = [
      url.searchParams.get('rd'),
      headers['x-auth-request-redirect'],
      headers['x-forwarded-uri'],
      headers['x-forwarded-host'] && `https://${headers['x-forwarded-host']}/`,
      headers.referer,
    ].filter((place): place is string => Boolean(place));
    const cookies = [
      `${signOn.cookie}=session; Domain=${headers['x-forwarded-host'] ?? url.hostname}`,
      'planted=1',
      `${signOn.cookie}_${Math.random()}_csrf=x`,
    ];
    if (['/oauth2/start', '/oauth2/sign_in'].includes(url.pathname)) {
      return {
        status: 302,
        headers: { location: `${signOn.issuer}/auth?${query}&state=nonce:${encodeURIComponent(places.at(-1) ?? '/')}` },
        cookies,
      };
    }
    if (url.pathname === '/oauth2/sign_out') {
      return {
        status: 302,
        headers: { location: `${(places.at(-1) ?? '/').replace('{id_token}', 'eyJhbGciOiJSUzI1NiJ9.eyJ9')}` },
        cookies,
      };
    }
    if (url.pathname === '/oauth2/callback') {
      return {
        status: 302,
        headers: { location: (url.searchParams.get('state') ?? '').replace(/^[^:]*:/, '') || '/' },
        cookies,
        body: `<script src="https://evil.example.org/x.js"></script>${text} ${decodeURIComponent(url.search)}`,
      };
    }
    if (url.pathname.endsWith('/userinfo')) return { body: '{"user":"somebody","email":"somebody@example.org"}' };
    return {
      status: headers.upgrade ? 101 : 200,
      headers: {
        'access-control-allow-origin': headers.origin,
        'access-control-allow-credentials': 'true',
        'x-auth-request-email': 'somebody',
        'cache-control': 'public',
        ...told(request),
      },
      cookies,
      body: `Prometheus Server is Healthy. ${text} ${JSON.stringify(headers)} ${request.rawPath}`,
    };
  });
}
