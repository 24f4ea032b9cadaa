import { type ErrorName, RequestError } from '../protocol/errors.ts';

/** What a step was refused with. What else it threw is a fault of ours, and goes on. */
export function refusalOf(error: unknown): { readonly code: ErrorName; readonly message: string } {
  if (error instanceof RequestError) return error;
  throw error;
}

/** Nothing is answered that is not written: throws COORDINATOR_NOT_AVAILABLE where the group could not be saved. */
export async function requireSaved(saved: Promise<boolean>): Promise<void> {
  if (!(await saved)) throw new RequestError('COORDINATOR_NOT_AVAILABLE', 'The group could not be saved.');
}
