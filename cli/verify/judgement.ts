import { AccessCheck, disagreement } from './access-checks';
import { isAmbiguous404 } from './answers';
import { Answer } from './http';
import { AccessCheckResult } from './result';
import { Outcome } from '../../lib/access/decide';
import { AccessTable } from '../../lib/report/access-table';

/** Compare answers with access checks in order. Some answers can be judged only together with others. */
export class Judgement {
  /** The answers to GET with an error status, by credential and address. */
  private readonly got = new Map<string, Answer>();
  /** For each reader and application: whether no answer has shown yet that the application exists. */
  private readonly missed = new Map<string, boolean>();

  constructor(private readonly table: AccessTable) {}

  /** The disagreement, or the reason why the answer cannot be judged. */
  public of(cell: AccessCheck, answer: Answer): Pick<AccessCheckResult, 'problem' | 'error'> {
    const {
      credential,
      method,
      decision: { outcome, application },
    } = cell;
    const whole = this.withText(cell, answer);
    if (method === 'GET' && outcome === Outcome.ALLOW) {
      const reader = readerOf(credential.name, application);
      this.missed.set(reader, (this.missed.get(reader) ?? true) && isAmbiguous404(this.table, whole));
    }
    const problem = disagreement(this.table, cell, whole);
    if (problem !== undefined) return { problem };
    // The edges of the library send a text with a refusal. An answer to HEAD has none.
    const bare = outcome === Outcome.REFUSE && method !== 'HEAD' && whole.body.trim() === '';
    return bare ? { error: 'the refusal has no text: an application that is not protected could have sent it' } : {};
  }

  /** Complete the results after all requests: an application that no answer has shown may not be there. */
  public after(results: readonly AccessCheckResult[]): AccessCheckResult[] {
    return results.map((result) => {
      const { as, application, method, expected, problem, error } = result;
      if (
        method !== 'GET' ||
        expected !== Outcome.ALLOW ||
        problem !== undefined ||
        error !== undefined ||
        !this.missed.get(readerOf(as, application))
      ) {
        return result;
      }
      return {
        ...result,
        error:
          `every address of ${application} answers 404 as the edge itself would: ` +
          'no answer shows that the application is there',
      };
    });
  }

  /** An answer to HEAD has no body and means what GET got with the same status (RFC 9110, 9.3.2). */
  private withText({ credential, method, url }: AccessCheck, answer: Answer): Answer {
    const key = `${credential.name}\n${url}`;
    if (method === 'GET' && answer.status >= 400) this.got.set(key, answer);
    if (method !== 'HEAD') return answer;
    const got = this.got.get(key);
    this.got.delete(key); // a page may be long, and there are many
    return got?.status === answer.status ? { ...answer, body: got.body } : answer;
  }
}

const readerOf = (as: string, application = '') => `${as}\n${application}`;
