import { AccessDecision, AccessQuestion } from './access-question';
import { Domain } from './domain';
import { checkedIdentities } from '../access/checked-identities';
import { decide, Decision } from '../access/decide';
import { IdentityKind, IIdentity, MACHINES } from '../access/identity';
import { refuse } from '../errors';
import { comesInBy } from '../machines/entrance';

/** What would be answered to a request, and why. */
export function explain(domain: Domain, question: AccessQuestion): AccessDecision {
  const { path } = domain;
  if (!URL.canParse(question.url)) {
    refuse({
      path,
      what: 'url is not an address',
      got: question.url,
      allowed: 'addresses with host and path',
      fix: `write https://${domain.props.host}/…`,
    });
  }
  const url = new URL(question.url);
  const who = question.as === undefined ? undefined : checkedIdentities(path, 'as', question.as);
  // Every person who is signed in has the identity `everyone`.
  const everyone = domain.models
    .flatMap(({ grants }) => Object.values(grants).flat())
    .filter(({ identityKind }) => identityKind === IdentityKind.EVERYONE);
  const entrance = who && entranceOfCaller(domain, who);
  const decision: Decision = decide(
    domain.models,
    {
      // The path as it was written: URL would resolve dots that a client can send.
      host: url.host,
      method: question.method ?? 'GET',
      path: /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(question.url)?.[1] || '/',
    },
    {
      signedIn: who !== undefined,
      entrance,
      claims: [...(who ?? []), ...(entrance ? [] : everyone)].map(({ claimValue }) => claimValue),
    },
  );
  return {
    outcome: decision.outcome,
    reason: decision.reason,
    application: decision.application,
    purpose: decision.answer?.purpose,
  };
}

/** The id of the entrance that a caller with these identities uses; none for people. */
function entranceOfCaller(domain: Domain, who: readonly IIdentity[]): string | undefined {
  const machine = who.find(({ identityKind }) => MACHINES.includes(identityKind));
  if (machine === undefined) return undefined;
  if (who.length > 1) {
    refuse({
      path: domain.path,
      what: 'the identity of a machine stands together with others',
      got: who.map(({ displayName }) => displayName),
      allowed: 'one machine, or the identities of one person',
      fix: 'pass one machine identity, or the identities of one person',
    });
  }
  return domain.entrances.find((entrance) => comesInBy(entrance, machine))?.id ?? 'an issuer without an entrance';
}
