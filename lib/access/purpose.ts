/** What a route of an application is for. A grant names purposes, never paths. */
export enum Purpose {
  /** To look: pages, queries, API reads. */
  READ = 'read',
  /** To change what an editor changes, for example silences. Includes `READ`. */
  WRITE = 'write',
  /** To administer the program itself: reload, shut down, delete series, profile. Includes `READ`. */
  ADMINISTER = 'administer',
  /** To deliver data: remote write, OTLP, alerts. Includes nothing else. */
  INGEST = 'ingest',
  /**
   * To fetch everything at once, as a program does: federation, remote read. Includes nothing else, and reading does
   * not include it.
   */
  FEDERATE = 'federate',
  /** To ask whether the program is alive. Includes nothing else. */
  HEALTH = 'health',
  /** To scrape the program's own metrics. Includes nothing else, and reading does not include it. */
  METRICS = 'metrics',
}

/** The purposes that a grant of the given purpose also covers. */
export const INCLUDED: Readonly<Record<Purpose, readonly Purpose[]>> = {
  [Purpose.READ]: [Purpose.READ],
  [Purpose.WRITE]: [Purpose.WRITE, Purpose.READ],
  [Purpose.ADMINISTER]: [Purpose.ADMINISTER, Purpose.READ],
  [Purpose.INGEST]: [Purpose.INGEST],
  [Purpose.FEDERATE]: [Purpose.FEDERATE],
  [Purpose.HEALTH]: [Purpose.HEALTH],
  [Purpose.METRICS]: [Purpose.METRICS],
};
