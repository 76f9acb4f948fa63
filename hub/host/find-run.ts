import type { IBuildPageDataService } from 'azure-devops-extension-api/Build';
import * as SDK from 'azure-devops-extension-sdk';

const BUILD_PAGE = 'ms.vss-build-web.build-page-data-service';

/** The id of the run whose page this tab stands in; undefined outside of one. */
export async function findRunId(): Promise<number | undefined> {
  const service = await SDK.getService<IBuildPageDataService>(BUILD_PAGE);
  // The host answers over a channel: what the types call a value is a promise.
  const data = await Promise.resolve(service.getBuildPageData());
  return data?.build?.id;
}
