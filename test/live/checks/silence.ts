import { json } from '../client/http';

/** A silence that Alertmanager takes, over after some time; it concerns no alert that there is. */
export const silence = ({
  by,
  comment,
  seconds = 60,
}: {
  readonly by: string;
  readonly comment: string;
  readonly seconds?: number;
}) => ({
  matchers: [{ name: 'alertname', value: 'Test', isRegex: false, isEqual: true }],
  createdBy: by,
  comment,
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + seconds * 1000).toISOString(),
});

/** The request that makes one. */
export const toSilence = (...about: Parameters<typeof silence>) => json(silence(...about));
