import { Credential, NOBODY_SIGNED_IN, requesterOf } from '../../cli/verify/target';
import { decideAmong, Outcome } from '../../lib/access/decide';
import { AccessTable, placesOf } from '../../lib/report/access-table';

export interface SoundAnswer {
  readonly outcome: Outcome;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The response of an edge that follows the access table. `address` is the complete address of the request. */
export function soundAnswers(table: AccessTable, people: readonly Credential[]) {
  const places = placesOf(table);
  return ({
    method,
    host,
    path,
    address,
    cookie,
    token,
  }: {
    method: string;
    host: string;
    path: string;
    address: string;
    cookie?: string;
    token?: string;
  }): SoundAnswer => {
    const sent = cookie?.replace(/; cdk8s-monitoring-sso-verify-[0-9a-f]+=x$/, ''); // a cookie without a meaning
    const brought = (credential: Credential) =>
      credential.entrance === undefined
        ? credential.headers.Cookie !== undefined && credential.headers.Cookie === sent
        : credential.headers.Authorization === token;
    const who = people.find(brought) ?? NOBODY_SIGNED_IN;
    const { outcome } = decideAmong(places, { host, method, path }, requesterOf(table, who));
    // Hosts for machines never redirect to sign in.
    if (
      outcome !== Outcome.ALLOW &&
      who.entrance === undefined &&
      table.rows.some((row) => row.host === host && row.entrance !== undefined)
    ) {
      return { outcome, status: 401, body: '<hr><center>nginx</center>' };
    }
    switch (outcome) {
      case Outcome.ALLOW:
        return { outcome, status: 200, body: 'the application' };
      case Outcome.REFUSE:
        return { outcome, status: 403, body: 'Forbidden' };
      case Outcome.SIGN_IN:
        return {
          outcome,
          status: 302,
          headers: { location: `https://${table.signOn.host}/oauth2/start?rd=${encodeURIComponent(address)}` },
        };
      default:
        return { outcome, status: 404, body: '404 page not found' };
    }
  };
}
