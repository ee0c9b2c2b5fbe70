import { refuse } from '../errors';

const AUDIENCE = /^[A-Za-z0-9][A-Za-z0-9._~:/-]{0,254}$/;
/** The names that API servers usually have, and the audience that they had before they had issuers. */
const API_SERVER = /^(https?:\/\/)?kubernetes(\.default(\.svc(\.[a-z0-9.-]+)?)?)?(:\d+)?\/?$|^api$/i;

/** Refuses an audience with which the receiver of the token could act at the API server. */
export function checkAudience(path: string, audience: string): string {
  const problem = {
    path,
    got: audience,
    allowed: 'letters, digits and ". _ ~ : / -", at most 255 characters, such as monitoring-machines',
    fix: 'name the audience that the sign-on accepts from machines',
  };
  if (typeof audience !== 'string' || audience === '') {
    refuse({
      ...problem,
      what: 'the audience is empty, which means that of the API server: the receiver of the token could act there',
    });
  }
  if (API_SERVER.test(audience)) {
    refuse({ ...problem, what: 'the audience is that of the API server: the receiver of the token could act there' });
  }
  if (!AUDIENCE.test(audience)) refuse({ ...problem, what: 'the audience is malformed' });
  return audience;
}
