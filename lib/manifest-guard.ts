import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ConfigurationError } from './errors';
import { NO_TERRAFORM_TOKEN, terraformTokens } from './rules/no-terraform-token';

/** The property of an object that holds the function that renders it without the guard. */
const RENDER = Symbol.for('cdk8s-monitoring-sso.render');

type GuardedObject = ApiObject & { [RENDER]?: () => unknown };

const objectsBelow = (scope: IConstruct): GuardedObject[] =>
  scope.node.findAll().filter((node): node is GuardedObject => ApiObject.isApiObject(node));

const tokensIn = (object: GuardedObject, rendered: unknown) =>
  terraformTokens(object.node.path, `the ${object.kind} ${object.name}`, rendered).map((problem) => ({
    ...problem,
    rule: NO_TERRAFORM_TOKEN.id,
  }));

/**
 * Refuses to render objects that contain a Terraform token. Each object is checked when it is rendered, so that it is
 * rendered only once. The error names all such objects of the chart.
 * @param scope the objects below this construct are checked
 */
export function guardManifests(scope: IConstruct): void {
  for (const object of objectsBelow(scope)) {
    if (object[RENDER] !== undefined) continue;
    const render = () => Object.getPrototypeOf(object).toJson.call(object);
    const own = Object.getOwnPropertyDescriptor(object, 'toJson')?.value as (() => unknown) | undefined;
    object[RENDER] = own === undefined ? render : () => own.call(object);
    object.toJson = () => {
      const rendered = object[RENDER]!();
      if (tokensIn(object, rendered).length > 0) {
        const all = objectsBelow(Chart.of(object)).flatMap((each) => tokensIn(each, (each[RENDER] ?? each.toJson)()));
        throw new ConfigurationError(...all);
      }
      return rendered;
    };
  }
}
