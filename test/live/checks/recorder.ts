import type { Options } from '../options';
import type { Area, Scene } from './check';
import { markLogs, writtenSince } from './log-tail';
import type { Row } from './results';
import type { Programs } from '../prepare/programs';

/** Runs checks and records their results. */
export class Recorder {
  readonly rows: Row[] = [];

  /** The checks that a quick run did not include, with reasons. */
  readonly leftOut: string[] = [];

  constructor(
    private readonly programs: Programs,
    private readonly foundation: readonly string[],
    private readonly options: Pick<Options, 'only' | 'quick'>,
  ) {}

  /** Runs the checks of an area. Without a scene, they are skipped. */
  async run<S extends Scene>(
    area: Area<S>,
    edge: { readonly name: string; readonly program: string } | undefined,
    scene: S | undefined,
  ): Promise<void> {
    if (this.options.only && !this.options.only.includes(area.name)) return;
    let reason: string | undefined;
    for (const check of this.chosen(area, edge)) {
      const needed = [...this.foundation, ...area.needs, ...(check.needs ?? []), ...(edge ? [edge.program] : [])];
      const missing = needed.flatMap((program) => this.programs.missing[program] ?? []);
      const place = { area: area.name, check: check.title, edge: edge?.name ?? '-' };
      if (missing.length > 0 || !scene) {
        const detail = [...new Set(missing)].join('; ') || 'what it looks at did not start';
        this.rows.push({ ...place, result: 'skipped', detail });
        // Printed once if a whole area is skipped.
        if (detail !== reason) {
          console.error(
            `skipped ${place.edge} ${place.area}: ${check.title}\n        ${detail}, as with all that follow ` +
              'and are not named',
          );
        }
        reason = detail;
      } else {
        this.add({ ...place, ...(await this.attempt(() => check.run(scene))) });
      }
    }
  }

  /** The checks of an area that this edge and this run include. Checks that a quick run excludes are recorded. */
  private chosen<S extends Scene>(area: Area<S>, edge: { readonly name: string } | undefined): Area<S>['checks'] {
    const ofEdge = area.checks.filter(({ edges }) => !edge || !edges || edges.includes(edge.name));
    const isLeftOut = ({ slow }: { readonly slow?: string }) => this.options.quick && slow !== undefined;
    for (const { title, slow } of ofEdge.filter(isLeftOut)) {
      this.leftOut.push(`${edge ? `${edge.name} ` : ''}${area.name}: ${title} (${slow})`);
    }
    return ofEdge.filter((check) => !isLeftOut(check));
  }

  /** Fails for each missing program that could be installed; otherwise a run without checks would look like success. */
  demand(programs: readonly string[]): void {
    for (const name of programs) {
      this.add({
        area: 'stack',
        check: `${name} is there`,
        edge: '-',
        result: 'failed',
        detail: this.programs.missing[name]!,
      });
    }
  }

  /** Runs a step that later checks need. Returns whether it succeeded. */
  async step(title: string, work: () => Promise<unknown>): Promise<boolean> {
    const begin = Date.now();
    const { result, ...rest } = await this.attempt(async () => void (await work()));
    if (result === 'failed') this.add({ area: 'stack', check: `${title} starts`, edge: '-', result, ...rest });
    else console.error(`started ${title} in ${Math.round((Date.now() - begin) / 1000)} s`);
    return result === 'passed';
  }

  private async attempt(
    work: () => Promise<string | void>,
  ): Promise<Pick<Row, 'result' | 'detail' | 'seconds' | 'logged'>> {
    const begin = Date.now();
    const seconds = () => Math.round((Date.now() - begin) / 1000);
    const mark = markLogs();
    try {
      return { result: 'passed', detail: (await work()) ?? '', seconds: seconds() };
    } catch (error) {
      return {
        result: 'failed',
        detail: error instanceof Error ? error.message : String(error),
        seconds: seconds(),
        logged: writtenSince(mark),
      };
    }
  }

  // Also printed immediately, since a run takes minutes.
  private add(row: Row): void {
    this.rows.push(row);
    const seconds = row.seconds ? ` (${row.seconds} s)` : '';
    const detail = row.detail === '' ? '' : `\n        ${row.detail.slice(0, 2000)}`;
    console.error(`${row.result.padEnd(7)} ${row.edge} ${row.area}: ${row.check}${seconds}${detail}`);
  }
}
