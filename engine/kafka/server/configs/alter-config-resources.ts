import type { ConfigEdit } from '../../cluster/config-edit.ts';
import { RequestError } from '../../protocol/errors.ts';
import type { RequestContext } from '../handler.ts';
import { ACCEPTED, type Refusal, refusalOf } from '../refusal.ts';
import { repeated } from '../repeated.ts';
import { configResourceKind } from './config-resources.ts';

/** A resource as both requests that alter configs name it. */
interface NamedResource {
  readonly resourceType: number;
  readonly resourceName: string;
}

type Answer = Refusal & NamedResource;

/** Alters resources one by one, each wholly or not at all; one that is named twice gets INVALID_REQUEST both times. */
export function alterConfigResources<Resource extends NamedResource>(
  resources: readonly Resource[],
  editOf: (resource: Resource) => ConfigEdit,
  validateOnly: boolean,
  context: RequestContext,
): Promise<Answer[]> {
  const { broker } = context;
  const keyOf = ({ resourceType, resourceName }: NamedResource): string => `${resourceType}/${resourceName}`;
  const namedTwice = repeated(resources.map(keyOf));
  const alter = async (resource: Resource): Promise<Answer> => {
    const { resourceType, resourceName } = resource;
    try {
      if (namedTwice.has(keyOf(resource))) {
        throw new RequestError('INVALID_REQUEST', 'Each resource must appear at most once.');
      }
      const kind = configResourceKind(resourceType);
      kind.authorize(context, 'alterConfigs', resourceName);
      await broker.controller.alterConfigs({ type: kind.type, name: resourceName }, editOf(resource), { validateOnly });
      return { ...ACCEPTED, resourceType, resourceName };
    } catch (error) {
      return { ...refusalOf(error, broker.log), resourceType, resourceName };
    }
  };
  return Promise.all(resources.map(alter));
}
