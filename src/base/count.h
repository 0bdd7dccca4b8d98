/* The number of elements of an array whose size the compiler knows. */
#ifndef BASE_COUNT_H
#define BASE_COUNT_H

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
