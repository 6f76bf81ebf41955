import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button, Dialog, Panel } from "../../kit/index.js";
import { forgetListing, list, listing } from "../../state/listing.js";
import { tell } from "../../state/notice.js";
import { holder, lookUpHolder, user } from "../../state/person.js";
import { card, insertion } from "../../state/readers.js";
import { refreshResume } from "../../state/resume.js";
import { busy, onCard } from "../../state/work.js";
import { cardTexts } from "../../texts/card.js";
import { workTexts } from "../../texts/card-work.js";
import { say } from "../../texts/index.js";
import { shellTexts } from "../../texts/shell.js";
import { call } from "../../wire/index.js";
import { type Application, ApplicationsTable, applicationName } from "../card-list/applications-table.js";

/** Records the holder's wish and deletes; another municipality's application is named by its AID (R-MOVE-07). */
async function remove({ serviceId, aid, owner }: Application, userId: string): Promise<boolean> {
  const readerId = card.value!.id;
  const what = owner === "own" && serviceId !== undefined ? { serviceId } : { aid };
  const removed = await onCard("cardApps.delete", async () => {
    const { applicationId } = await call("applications.record", { userId, ...what, kind: "delete" });
    return call("cardApps.delete", { readerId, applicationId });
  });
  forgetListing();
  void lookUpHolder();
  void refreshResume();
  return removed !== undefined;
}

/** カードAP削除: at the holder's wish, which is put on record first (R-AP-07, R-AP-09). */
export default function CardDelete() {
  const chosen = useSignal<string | undefined>(undefined);
  const asking = useSignal(false);
  useEffect(() => {
    if (insertion.value !== undefined && !listing.peek()) void list();
  }, [insertion.value]);
  const applications = listing.value?.applications ?? [];
  const application = applications.find(({ aid }) => aid === chosen.value);
  if (insertion.value === undefined) return <p class="hint">{say(workTexts.needsCard)}</p>;
  if (holder.value === "nobody") return <p class="said">{say(workTexts.noUser)}</p>;
  const close = () => {
    asking.value = false;
  };
  const confirmed = async () => {
    close();
    if (!application || !user.value) return;
    const name = applicationName(application);
    if (await remove(application, user.value.userId)) tell("good", say(workTexts.deleteDone, { name }));
    chosen.value = undefined;
    await list(true);
  };
  return (
    <>
      <Panel name="applications" title={say(workTexts.choose)}>
        {listing.value ? (
          <ApplicationsTable
            applications={applications}
            selected={chosen.value}
            autofocus
            onChoose={({ aid }) => {
              chosen.value = aid;
            }}
          />
        ) : (
          <p class="hint">{say(cardTexts.working)}</p>
        )}
      </Panel>
      <div class="actions">
        <Button
          name="delete"
          kind="danger"
          waits={!application || busy() || !user.value}
          onPress={() => {
            asking.value = true;
          }}
        >
          {say(workTexts.deleteIt)}
        </Button>
      </div>
      {asking.value && application && (
        <Dialog
          name="confirm-delete"
          title={say(workTexts.confirmDelete)}
          onClose={close}
          actions={
            <>
              <Button name="cancel" onPress={close}>
                {say(shellTexts.cancel)}
              </Button>
              <Button name="confirm" kind="danger" onPress={() => void confirmed()}>
                {say(workTexts.doDelete)}
              </Button>
            </>
          }
        >
          <p>{say(workTexts.confirmDeleteText, { name: applicationName(application) })}</p>
        </Dialog>
      )}
    </>
  );
}
