import { Rule } from './rule';

export const machineAudiences: Rule = {
  id: 'machine-audiences',
  title: 'No audience of machines is the client of the sign-on at the same issuer: people have tokens of that.',
  check: ({ path, relyingParty, entrances }) =>
    entrances
      .filter(({ issuer }) => issuer.issuerUrl === relyingParty.issuerUrl && issuer.audience === relyingParty.clientId)
      .map(({ id, issuer }) => ({
        path,
        what:
          `tokens of people are good where machines of ${id} come in: their audience is the client id of the ` +
          'sign-on',
        got: issuer.audience,
        allowed: 'an audience that is no client of the issuer',
        fix: 'give the machines another audience, or the sign-on another clientId',
      })),
};
