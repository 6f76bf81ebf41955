import { AREA_RECORD_TAG, DIRECTORY_TAG, QUOTA_TAG, RESOURCES_TAG } from "#card/region/area-record.js";
import { encodeDirectory, encodeQuota, encodeResources } from "#card/region/directory.js";
import type { AreaState } from "./area-state.js";
import type { FileTree } from "./file-tree.js";
import type { FileSystemSetup } from "./setup.js";

/** What the area directory tells without a key: the area (decision 0002), then the issuer's objects. */
export function areaObject(
  tag: number,
  state: AreaState,
  tree: FileTree,
  { issuerData }: FileSystemSetup,
): Uint8Array | undefined {
  switch (tag) {
    case AREA_RECORD_TAG:
      return state.record;
    case DIRECTORY_TAG:
      return encodeDirectory(tree.entries());
    case QUOTA_TAG:
      return encodeQuota(tree.quota);
    case RESOURCES_TAG:
      return encodeResources(tree.directories.size, tree.free, tree.freeVolatile);
    default:
      return issuerData.get(tag);
  }
}
