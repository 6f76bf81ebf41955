import { z } from "zod";
import { method } from "./method.js";
import { aid, bilingual, municipalityCode, serviceId } from "./shapes.js";

const groupsList = method({
  name: "groups.list",
  need: "group.masters",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Groups of municipalities that the session's own belongs to, with the services shared in each (共同利用). No resident is in it.",
    ja: "自市町村が属する共同利用グループと、共同利用するサービスの一覧。住民情報は含まない。",
  },
  params: z.strictObject({}),
  result: z.object({
    groups: z.array(
      z.object({
        id: z.string(),
        name: bilingual,
        members: z.array(municipalityCode),
        services: z.array(
          z.object({
            id: serviceId,
            name: bilingual,
            /** Whose service it is. */
            municipality: municipalityCode,
            aid,
            version: z.string(),
            /** Members at whose counters it can be loaded; it works at every member's. */
            offeredBy: z.array(municipalityCode),
          }),
        ),
      }),
    ),
  }),
});

export const groupMethods = { "groups.list": groupsList } as const;
