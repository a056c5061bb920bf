// Package value is what rows hold where more is known of that than who wrote it:
// values, the operations by which clients change them, and the data types that say
// what an operation makes of a value.
//
// Start from Value. Values are never changed once made, so that leaders, changes
// under way and observers may share one. Two values are the same if their encodings
// are; that is how leaders agree.
//
// A Type turns an operation into a new value. The types here are plain: what a
// program would do that reads a row, changes what it read, and writes it back.
// Package crdt has the ones that can be merged.
package value
