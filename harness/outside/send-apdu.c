/* A PC/SC client without limits of its own: sends one APDU of any length and prints the whole response.
 * The APDU comes as hexadecimal on the standard input, the response goes out likewise.
 * usage: send-apdu READER */
#include <stdio.h>
#include <string.h>
#include <winscard.h>

#define CHECK(call) \
  do { \
    LONG rv = (call); \
    if (rv != SCARD_S_SUCCESS) return fprintf(stderr, "%s: 0x%08lX\n", #call, (unsigned long)rv), 1; \
  } while (0)

int main(int argc, char **argv) {
  static unsigned char apdu[MAX_BUFFER_SIZE_EXTENDED], answer[MAX_BUFFER_SIZE_EXTENDED];
  SCARDCONTEXT context;
  SCARDHANDLE card;
  DWORD protocol, size = 0, length = sizeof answer;
  if (argc != 2) return 2;
  while (size < sizeof apdu && scanf("%2hhx", &apdu[size]) == 1) size++;
  CHECK(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context));
  CHECK(SCardConnect(context, argv[1], SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1, &card, &protocol));
  CHECK(SCardTransmit(card, SCARD_PCI_T1, apdu, size, NULL, answer, &length));
  for (DWORD i = 0; i < length; i++) printf("%02X", answer[i]);
  SCardDisconnect(card, SCARD_RESET_CARD);
  SCardReleaseContext(context);
  return 0;
}
