import { CookieJar } from './cookie-jar';
import { ask, type Answer, form, type Question } from './http';
import type { Person } from './person';
import { Authenticator } from './totp';
import { keycloakHost } from '../identity/keycloak';

/** A simple HTTP client: keeps cookies, follows redirects one by one and fills in Keycloak's forms. */
export class Visitor {
  /** Every requested address, in order. */
  readonly visited: string[] = [];
  /** Every Set-Cookie header that was received. */
  readonly setCookies: string[] = [];

  /** @param stopsBefore prefixes of addresses to which redirects are not followed */
  constructor(
    readonly jar = new CookieJar(),
    private readonly stopsBefore?: string,
  ) {}

  /** One request with this visitor's cookies; no redirect is followed. */
  async ask(url: string, question: Question = {}): Promise<Answer> {
    this.visited.push(url);
    const { host } = new URL(url);
    const cookie = this.jar.header(host);
    const answer = await ask(url, {
      ...question,
      headers: { ...(cookie === '' ? {} : { Cookie: cookie }), ...question.headers },
    });
    this.jar.keep(host, answer.cookies);
    this.setCookies.push(...answer.cookies);
    return answer;
  }

  /** Follows redirects. Returns the first other response with its address. */
  async go(url: string, question: Question = {}): Promise<Answer & { readonly url: string }> {
    let [place, answer] = [url, await this.ask(url, question)];
    for (let hops = 0; redirects.includes(answer.status); hops += 1) {
      if (hops === 20) throw new Error(`redirects without end: ${this.visited.slice(-4).join(' -> ')}`);
      const next = new URL(answer.headers.location!, place).href;
      if (this.stopsBefore !== undefined && next.startsWith(this.stopsBefore)) return { ...answer, url: next };
      place = next;
      answer = await this.ask(place);
    }
    return { ...answer, url: place };
  }

  /** Sends the first form of the sign-in once, and returns every response. */
  async attempt(person: Person, url: string): Promise<Answer & { readonly url: string }> {
    const page = await this.go(url);
    const { action, fields } = formIn(page.body, page.url);
    return this.go(action, form(await filledIn(fields, person, page.body)));
  }

  /** Opens an address and signs in, and sets up or enters a second factor if the realm requires one. */
  async signIn(person: Person, url: string): Promise<Answer & { readonly url: string }> {
    let page = await this.go(url);
    for (let forms = 0; new URL(page.url).host === keycloakHost; forms += 1) {
      if (forms === 5) throw new Error(`Keycloak does not let ${person.username} in: ${textOf(page.body)}`);
      const { action, fields } = formIn(page.body, page.url);
      page = await this.go(action, form(await filledIn(fields, person, page.body)));
    }
    return page;
  }
}

const redirects = [301, 302, 303, 307];

function formIn(body: string, url: string): { action: string; fields: Record<string, string> } {
  const found = /<form[^>]*\baction="([^"]+)"[^>]*>([\s\S]*?)<\/form>/.exec(body);
  if (!found) throw new Error(`no form at ${url}: ${textOf(body)}`);
  const inputs = [...found[2]!.matchAll(/<input\b[^>]*>/g)].map(([input]) => ({
    name: /\bname="([^"]*)"/.exec(input)?.[1],
    value: /\bvalue="([^"]*)"/.exec(input)?.[1] ?? '',
    type: /\btype="([^"]*)"/.exec(input)?.[1],
  }));
  const fields = inputs
    .filter(({ name, type }) => name && type !== 'checkbox')
    .map(({ name, value }) => [name!, decoded(value)]);
  return {
    action: new URL(decoded(found[1]!), url).href,
    fields: Object.fromEntries(fields) as Record<string, string>,
  };
}

async function filledIn(fields: Record<string, string>, person: Person, body: string): Promise<Record<string, string>> {
  if ('password' in fields) return { ...fields, username: person.username, password: person.password };
  if ('totpSecret' in fields) {
    person.authenticator = new Authenticator(Buffer.from(fields.totpSecret!, 'utf8'));
    return { ...fields, totp: await person.authenticator.code(), userLabel: 'telephone' };
  }
  if ('otp' in fields) return { ...fields, otp: await person.authenticator!.code() };
  throw new Error(`Keycloak asks for something unknown: ${textOf(body)}`);
}

const decoded = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#x2f;', '/').replaceAll('&quot;', '"');

const textOf = (html: string) =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
