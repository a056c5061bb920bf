package sim

// keyHeap is a binary heap of keys, the least at index 0.
type keyHeap []uint64

func (h *keyHeap) push(key uint64) {
	*h = append(*h, key)
	keys := *h
	i := len(keys) - 1
	for i > 0 && key < keys[(i-1)/2] {
		keys[i] = keys[(i-1)/2]
		i = (i - 1) / 2
	}
	keys[i] = key
}

// pop removes the least key of a heap that is not empty.
func (h *keyHeap) pop() uint64 {
	keys := *h
	least, moved := keys[0], keys[len(keys)-1]
	keys = keys[:len(keys)-1]
	*h = keys
	i := 0
	for child := 1; child < len(keys); child = 2*i + 1 {
		if child+1 < len(keys) && keys[child+1] < keys[child] {
			child++
		}
		if moved <= keys[child] {
			break
		}
		keys[i] = keys[child]
		i = child
	}
	if len(keys) > 0 {
		keys[i] = moved
	}
	return least
}
