import { Problem } from '../errors';
import { Rule } from './rule';

export const lifetimes: Rule = {
  id: 'lifetimes',
  title: 'The lifetimes of cookie, refresh, token and realm session agree.',
  check: ({ path, cookie, relyingParty, sessions }) => {
    const problems: Problem[] = [];
    const { refreshSeconds: refresh, expireSeconds: expire } = cookie;
    const token = relyingParty.accessTokenSeconds;
    const max = relyingParty.sessionMaxSeconds;
    const idle = relyingParty.sessionIdleSeconds;
    if (sessions.refreshes && refresh >= expire) {
      problems.push({
        path,
        what: 'sessionRefresh is not below sessionLifetime',
        got: `${refresh} s and ${expire} s`,
        allowed: 'sessionRefresh < sessionLifetime',
        fix: 'shorten sessionRefresh',
      });
    }
    if (max !== undefined && expire > max) {
      problems.push({
        path,
        what: 'the session of the proxy outlives that of the identity provider',
        got: `${expire} s`,
        allowed: `sessionLifetime up to sessionMax, ${max} s`,
        fix: 'shorten sessionLifetime, or lengthen sessionMax of the realm',
      });
    }
    if (sessions.refreshes && token !== undefined && refresh >= token) {
      problems.push({
        path,
        what: 'sessionRefresh is not below the life of an access token, so a token could expire between refreshes',
        got: `${refresh} s`,
        allowed: `less than accessTokenLifespan, ${token} s`,
        fix: 'shorten sessionRefresh, or lengthen accessTokenLifespan of the realm',
      });
    }
    if (sessions.refreshes && idle !== undefined && refresh >= idle) {
      problems.push({
        path,
        what: 'sessionRefresh is not below the idle time of the realm',
        got: `${refresh} s`,
        allowed: `less than sessionIdle, ${idle} s`,
        fix: 'shorten sessionRefresh',
      });
    }
    return problems;
  },
};
