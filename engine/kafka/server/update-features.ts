/**
 * UpdateFeatures (57): moves the finalized levels of features (KIP-584).
 *
 * Behaviour: all updates of a request are taken, or none: a level outside of what this broker supports, a downgrade not asked for as one, and
 * a feature that it does not know get INVALID_UPDATE_VERSION. What ApiVersions announces changes with the answer.
 *
 * Version notes: v0 allows downgrades by a flag, from v1 on an upgrade type says so and updates can be validated only. Up to v1 each feature has a
 * result of its own, from v2 on there is the one error (KIP-1022).
 */
import type { FeatureUpdate } from '../cluster/feature-decisions.ts';
import { RequestError } from '../protocol/errors.ts';
import {
  UpdateFeaturesApi,
  type UpdateFeaturesRequest,
  type UpdateFeaturesRequestUpdate,
  type UpdateFeaturesResponse,
} from '../protocol/generated/update-features.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, type Refusal, refusalOf } from './refusal.ts';
import { repeated } from './repeated.ts';

const UPGRADE = 1;
const SAFE_DOWNGRADE = 2;
const UNSAFE_DOWNGRADE = 3;

export const updateFeatures = handler({
  api: UpdateFeaturesApi,
  versions: [0, 2],
  async handle(request: UpdateFeaturesRequest, context: RequestContext): Promise<UpdateFeaturesResponse> {
    const outcome = await update(request, context);
    const results = request.updates.map(({ feature }) => ({ feature, ...outcome }));
    return { throttleTimeMs: 0, ...outcome, results };
  },
});

async function update({ updates, validateOnly }: UpdateFeaturesRequest, context: RequestContext): Promise<Refusal> {
  const { broker, version } = context;
  try {
    authorizeOnCluster(context, 'alter');
    for (const name of repeated(updates.map(({ feature }) => feature))) {
      throw new RequestError('INVALID_REQUEST', `Feature ${name} is named twice.`);
    }
    const wanted = updates.map((one) => wish(one, version));
    await broker.controller.updateFeatures(wanted, { validateOnly });
    return ACCEPTED;
  } catch (error) {
    return refusalOf(error, broker.log);
  }
}

function wish(update: UpdateFeaturesRequestUpdate, version: number): FeatureUpdate {
  const { feature: name, maxVersionLevel: level, allowDowngrade, upgradeType } = update;
  if (version === 0) return { name, level, mayDowngrade: allowDowngrade };
  if (upgradeType < UPGRADE || upgradeType > UNSAFE_DOWNGRADE) {
    throw new RequestError('INVALID_UPDATE_VERSION', `Upgrade type ${upgradeType} of feature ${name} is unknown.`);
  }
  return { name, level, mayDowngrade: upgradeType >= SAFE_DOWNGRADE };
}
