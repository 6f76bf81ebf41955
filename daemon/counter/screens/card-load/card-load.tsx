import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button, Choice, type Option, Panel, type Stage, Stepper } from "../../kit/index.js";
import { list, listing } from "../../state/listing.js";
import { holder, user } from "../../state/person.js";
import { insertion } from "../../state/readers.js";
import { type Service, serviceOf, services } from "../../state/services.js";
import { busy } from "../../state/work.js";
import { workTexts } from "../../texts/card-work.js";
import { figure, language, say } from "../../texts/index.js";
import { MemoryOf } from "../card-list/memory-of.js";
import { applied, areaFirst, load, type StageName, stage } from "./load.js";
import { LoadDone } from "./load-done.js";

const ORDER: readonly StageName[] = ["application", "area", "load", "done"];

function stages(): readonly Stage[] {
  const at = ORDER.indexOf(stage.value ?? "application");
  const texts = {
    application: workTexts.stageApplication,
    area: workTexts.stageArea,
    load: workTexts.stageLoad,
    done: workTexts.stageDone,
  };
  return ORDER.map((name, place) => ({
    name,
    text: say(texts[name]),
    state: place < at || stage.value === "done" ? "done" : place === at && stage.value ? "now" : "to-do",
  }));
}

/** A service, and why it cannot be loaded onto this card if so. */
function optionOf({ id, name, size, enabled }: Service): Option<string> {
  const onCard = listing.value?.applications.some(({ serviceId }) => serviceId === id);
  const full = listing.value !== undefined && size > listing.value.memory.free;
  const why = onCard
    ? say(workTexts.loaded)
    : !enabled
      ? say(workTexts.noOrdinance)
      : full
        ? say(workTexts.noSpace)
        : undefined;
  const detail = [why ?? (applied(id) && say(workTexts.applied)), say(workTexts.octets, { size: figure(size) })];
  return {
    value: id,
    title: name[language.value],
    detail: detail.filter(Boolean).join(" · "),
    waits: why !== undefined,
  };
}

/** カードAPダウンロード: which service, then one press; each stage is shown as it goes (R-AP-08). */
export default function CardLoad() {
  const wanted = useSignal<string | undefined>(undefined);
  const done = useSignal<{ readonly service: string; readonly told: string } | undefined>(undefined);
  useEffect(() => {
    done.value = undefined;
    stage.value = undefined;
    if (insertion.value !== undefined && !listing.peek()) void list();
  }, [insertion.value]);
  const options = services.value.map(optionOf);
  const open = options.filter(({ waits }) => !waits);
  // What was applied for already comes first; with one service to choose from there is nothing to choose.
  const first = open.find(({ value }) => applied(value)) ?? (open.length === 1 ? open[0] : undefined);
  const chosen = open.some(({ value }) => value === wanted.value) ? wanted.value : first?.value;
  const service = chosen === undefined ? undefined : serviceOf(chosen);

  if (insertion.value === undefined) return <p class="hint">{say(workTexts.needsCard)}</p>;
  if (holder.value === "nobody") return <p class="said">{say(workTexts.noUser)}</p>;
  if (done.value) {
    const again = () => {
      done.value = stage.value = wanted.value = undefined;
      void list();
    };
    return <LoadDone {...done.value} stages={stages()} onAnother={again} />;
  }
  const begin = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!service || busy() || !user.value) return;
    const loaded = await load(service.id);
    if (loaded) done.value = { service: service.name[language.value], told: loaded.handOver };
    else {
      stage.value = undefined;
      void list(true);
    }
  };
  return (
    <form class="load" onSubmit={(event) => void begin(event)}>
      <Stepper label={say(workTexts.stages)} stages={stages()} />
      <Panel name="services" title={say(workTexts.service)}>
        <Choice
          name="service"
          label={say(workTexts.service)}
          value={chosen}
          options={options}
          autofocus
          onValue={(value) => {
            wanted.value = value;
          }}
        />
      </Panel>
      {listing.value && <MemoryOf memory={listing.value.memory} {...(service && { coming: service.size })} />}
      {areaFirst() && <p class="hint">{say(workTexts.withArea)}</p>}
      <div class="actions">
        <Button name="load" kind="primary" type="submit" waits={!service || busy() || !user.value}>
          {say(chosen !== undefined && applied(chosen) ? workTexts.loadApplied : workTexts.loadIt)}
        </Button>
      </div>
    </form>
  );
}
