/* A PC/SC client that times one APDU: direct SCardTransmit, nothing in between. Waits for the card first.
 * Prints the time of each exchange in microseconds, one a line; ends with 1 when a call fails or the answer does not end with
 * the expected status word.
 * usage: apdu-driver READER APDU-HEX WARM-UPS COUNT [STATUS-WORD-HEX, 9000 when absent [APDU-HEX to send once before]] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <winscard.h>

#define CHECK(call) \
  do { \
    LONG rv = (call); \
    if (rv != SCARD_S_SUCCESS) return fprintf(stderr, "%s: 0x%08lX\n", #call, (unsigned long)rv), 1; \
  } while (0)

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static size_t octets(const char *hex, unsigned char *into) {
  size_t size = strlen(hex) / 2;
  for (size_t i = 0; i < size; i++) sscanf(hex + 2 * i, "%2hhx", &into[i]);
  return size;
}

int main(int argc, char **argv) {
  static unsigned char apdu[65544], before[65544], answer[65544];
  SCARDCONTEXT context;
  SCARDHANDLE card;
  DWORD protocol;
  size_t size;
  unsigned long sw = 0x9000;
  if (argc < 5 || argc > 7) return 2;
  if (argc > 5) sw = strtoul(argv[5], NULL, 16);
  size = octets(argv[2], apdu);
  int warmups = atoi(argv[3]), count = atoi(argv[4]);

  CHECK(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context));
  SCARD_READERSTATE state = {.szReader = argv[1], .dwCurrentState = SCARD_STATE_UNAWARE};
  do {
    CHECK(SCardGetStatusChange(context, INFINITE, &state, 1));
    state.dwCurrentState = state.dwEventState;
  } while (!(state.dwEventState & SCARD_STATE_PRESENT) || (state.dwEventState & SCARD_STATE_MUTE));
  CHECK(SCardConnect(context, argv[1], SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1, &card, &protocol));
  if (argc > 6) {
    DWORD length = sizeof answer;
    CHECK(SCardTransmit(card, SCARD_PCI_T1, before, octets(argv[6], before), NULL, answer, &length));
    if (length < 2 || answer[length - 2] != 0x90) return fprintf(stderr, "the card refused the first command\n"), 1;
  }
  for (int i = -warmups; i < count; i++) {
    DWORD length = sizeof answer;
    double start = now();
    CHECK(SCardTransmit(card, SCARD_PCI_T1, apdu, size, NULL, answer, &length));
    double took = now() - start;
    if (length < 2 || ((unsigned long)answer[length - 2] << 8 | answer[length - 1]) != sw) {
      fprintf(stderr, "the card answered %lu octets, not with %04lX\n", (unsigned long)length, sw);
      return 1;
    }
    if (i >= 0) printf("%.2f\n", took);
  }
  SCardDisconnect(card, SCARD_RESET_CARD);
  SCardReleaseContext(context);
  return 0;
}
