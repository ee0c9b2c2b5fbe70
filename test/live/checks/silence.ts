import { json } from '../client/http';

/** A valid silence with an end time, which matches no existing alert. */
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

/** The request that creates a silence. */
export const toSilence = (...about: Parameters<typeof silence>) => json(silence(...about));
