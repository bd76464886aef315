#pragma once
#include <crypt.h>
#include <stdlib.h>
#include <string.h>

// crypt_r with its 32 KiB of work space, which holds a copy of the password and is therefore wiped. Swift would import
// the space as a tuple of 30,720 members. A failed setting gives a text that begins with "*", no memory an empty one.
static inline void hesap_crypt(const char *phrase, const char *setting, char output[CRYPT_OUTPUT_SIZE]) {
    struct crypt_data *data = calloc(1, sizeof(*data));
    output[0] = '\0';
    if (data == NULL) {
        return;
    }
    const char *text = crypt_r(phrase, setting, data);
    if (text != NULL) {
        memcpy(output, text, strnlen(text, CRYPT_OUTPUT_SIZE - 1) + 1);
        output[CRYPT_OUTPUT_SIZE - 1] = '\0';
    }
    explicit_bzero(data, sizeof(*data));
    free(data);
}
