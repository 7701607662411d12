// Command verifylog checks exported logs with code that this project did not write: the packages
// sumdb/note and sumdb/tlog of golang.org/x/mod.
//
//	verifylog DIR...
//	verifylog http://HOST:PORT ORIGIN...
//
// Each DIR holds logs as DIR/log/<origin>/{checkpoint,vkey,tile/...}. For every log it checks the
// signature, the tree head, every tile and every entry, and in a folder that there is no file below
// tile/ that does not belong to the tree. The other form reads the same files from whoever serves
// them. It exits with status 1 and one sentence for the first log that is
// wrong, with status 2 when there is none to check.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: verifylog DIR...")
		os.Exit(2)
	}
	if isServed(os.Args[1]) {
		verifyServed(os.Args[1], os.Args[2:])
		return
	}
	count := 0
	for _, dir := range os.Args[1:] {
		origins, err := findLogs(filepath.Join(dir, "log"))
		if err != nil {
			fmt.Fprintf(os.Stderr, "verifylog: %s cannot be read: %v\n", dir, err)
			os.Exit(2)
		}
		for _, origin := range origins {
			size, err := verifyLog(filepath.Join(dir, "log", filepath.FromSlash(origin)), origin)
			if err != nil {
				fmt.Fprintf(os.Stderr, "verifylog: the log %s is refused: %v\n", origin, err)
				os.Exit(1)
			}
			fmt.Printf("%s: %d entries verified\n", origin, size)
			count++
		}
	}
	if count == 0 {
		fmt.Fprintln(os.Stderr, "verifylog: there is no log to verify")
		os.Exit(2)
	}
}

// verifyServed checks logs of somebody who serves them over HTTP.
func verifyServed(base string, origins []string) {
	for _, origin := range origins {
		size, err := verifyLog(base+"/log/"+origin, origin)
		if err != nil {
			fmt.Fprintf(os.Stderr, "verifylog: the log %s is refused: %v\n", origin, err)
			os.Exit(1)
		}
		fmt.Printf("%s: %d entries verified\n", origin, size)
	}
	if len(origins) == 0 {
		fmt.Fprintln(os.Stderr, "verifylog: there is no log to verify")
		os.Exit(2)
	}
}

func isServed(dir string) bool { return strings.HasPrefix(dir, "http://") }

// readFile reads a file of a log, from a folder or from whoever serves it.
func readFile(dir, path string) ([]byte, error) {
	if !isServed(dir) {
		return os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	}
	answer, err := http.Get(dir + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s is answered with %s", path, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, 1<<25))
}

// findLogs returns the origins below root: the folders that hold a checkpoint.
func findLogs(root string) ([]string, error) {
	var origins []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() && entry.Name() == "checkpoint" {
			origin, err := filepath.Rel(root, filepath.Dir(path))
			if err != nil {
				return err
			}
			origins = append(origins, filepath.ToSlash(origin))
		}
		return nil
	})
	return origins, err
}

// verifyLog checks one log from nothing and returns its size.
func verifyLog(dir, origin string) (int64, error) {
	tree, err := verifyCheckpoint(dir, origin)
	if err != nil {
		return 0, err
	}
	if tree.N == 0 {
		// The empty tree hashes to SHA-256 of nothing (RFC 6962); the package says otherwise.
		if tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return 0, errors.New("the root of the empty tree is wrong")
		}
		return 0, checkFiles(dir, 0, nil, nil)
	}
	known := make(map[string]bool)
	reader := &folderReader{dir: dir, seen: known}
	stored, err := readEntries(dir, tree, tlog.TileHashReader(tree, reader), known)
	if err != nil {
		return 0, err
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return 0, err
	}
	if root != tree.Hash {
		return 0, errors.New("the entries do not hash to the signed root")
	}
	if err := checkTiles(dir, tree.N, stored, known); err != nil {
		return 0, err
	}
	return tree.N, checkFiles(dir, tree.N, stored, known)
}

// verifyCheckpoint checks the signed note and returns the tree that it speaks about.
func verifyCheckpoint(dir, origin string) (tlog.Tree, error) {
	var tree tlog.Tree
	vkey, err := readFile(dir, "vkey")
	if err != nil {
		return tree, err
	}
	verifier, err := parseKey(strings.TrimSuffix(string(vkey), "\n"))
	if err != nil {
		return tree, err
	}
	if verifier.Name() != origin {
		return tree, errors.New("the verifier key belongs to another log")
	}
	data, err := readFile(dir, "checkpoint")
	if err != nil {
		return tree, err
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, fmt.Errorf("the checkpoint does not verify: %w", err)
	}
	if err := checkBase64(signed); err != nil {
		return tree, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != origin {
		return tree, errors.New("the checkpoint is not origin, size and root of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tree, errors.New("the size in the checkpoint is malformed")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, errors.New("the root in the checkpoint is malformed")
	}
	tree.N = size
	copy(tree.Hash[:], root)
	return tree, nil
}

// parseKey reads a verifier key, and refuses spellings that the package would let pass: upper-case
// digits and loose Base 64.
func parseKey(vkey string) (note.Verifier, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("the verifier key is wrong: %w", err)
	}
	prefix := fmt.Sprintf("%s+%08x+", verifier.Name(), verifier.KeyHash())
	encoded := strings.TrimPrefix(vkey, prefix)
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || prefix+base64.StdEncoding.EncodeToString(key) != vkey {
		return nil, errors.New("the verifier key is not in its canonical spelling")
	}
	return verifier, nil
}

// checkBase64 refuses signatures that are not the one spelling of their bytes, which the package
// would let pass.
func checkBase64(signed *note.Note) error {
	for _, signature := range append(signed.Sigs, signed.UnverifiedSigs...) {
		raw, err := base64.StdEncoding.Strict().DecodeString(signature.Base64)
		if err != nil || base64.StdEncoding.EncodeToString(raw) != signature.Base64 {
			return errors.New("a signature is not canonical Base 64")
		}
	}
	return nil
}

// hashList serves the hashes that were computed from the entries themselves.
type hashList []tlog.Hash

func (list hashList) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(list)) {
			return nil, errors.New("a hash outside of the tree was asked for")
		}
		hashes[i] = list[index]
	}
	return hashes, nil
}

// readEntries reads all bundles, checks each entry against the tiles and the signed root, and
// returns all hashes of the tree as computed from the entries.
func readEntries(
	dir string, tree tlog.Tree, tiles tlog.HashReader, known map[string]bool,
) (hashList, error) {
	var stored hashList
	for first := int64(0); first < tree.N; first += 1 << tileHeight {
		count := tree.N - first
		if count > 1<<tileHeight {
			count = 1 << tileHeight
		}
		path := "tile/entries/" + numberPath(first>>tileHeight, int(count))
		known[path] = true
		data, err := readFile(dir, path)
		if err != nil {
			return nil, err
		}
		entries, err := splitBundle(data, int(count))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		indexes := make([]int64, len(entries))
		for i := range entries {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		proved, err := tiles.ReadHashes(indexes)
		if err != nil {
			return nil, err
		}
		for i, entry := range entries {
			if tlog.RecordHash(entry) != proved[i] {
				return nil, fmt.Errorf("entry %d is not the one in the tree", first+int64(i))
			}
			hashes, err := tlog.StoredHashes(first+int64(i), entry, stored)
			if err != nil {
				return nil, err
			}
			stored = append(stored, hashes...)
		}
	}
	return stored, nil
}

// splitBundle takes a bundle apart: two bytes of length, big-endian, and the entry.
func splitBundle(data []byte, count int) ([][]byte, error) {
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, errors.New("the bundle ends within a length")
		}
		length := int(data[0])<<8 | int(data[1])
		data = data[2:]
		if len(data) < length {
			return nil, errors.New("the bundle ends within an entry")
		}
		entries = append(entries, data[:length])
		data = data[length:]
	}
	if len(entries) != count {
		return nil, fmt.Errorf("the bundle has %d entries instead of %d", len(entries), count)
	}
	return entries, nil
}

// checkTiles compares every tile of the tree with what the entries hash to.
func checkTiles(dir string, size int64, stored hashList, known map[string]bool) error {
	for _, tile := range treeTiles(size) {
		want, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return err
		}
		path := tilePath(tile)
		known[path] = true
		got, err := readFile(dir, path)
		if err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			return fmt.Errorf("%s is not the tile of the tree", path)
		}
	}
	return nil
}

// treeTiles lists the tiles of a tree: all full ones and at most one partial one a level.
func treeTiles(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; size>>uint(level*tileHeight) > 0; level++ {
		count := size >> uint(level*tileHeight)
		for first := int64(0); first < count; first += 1 << tileHeight {
			width := count - first
			if width > 1<<tileHeight {
				width = 1 << tileHeight
			}
			tile := tlog.Tile{H: tileHeight, L: level, N: first >> tileHeight, W: int(width)}
			tiles = append(tiles, tile)
		}
	}
	return tiles
}

// checkFiles refuses files below tile/ that are neither checked already nor partial tiles and
// bundles of an earlier size of this very tree, which a log may keep.
func checkFiles(dir string, size int64, stored hashList, known map[string]bool) error {
	if isServed(dir) {
		return nil
	}
	root := filepath.Join(dir, "tile")
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		if known[relative] {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !isEarlier(relative, data, size, stored) {
			return fmt.Errorf("%s does not belong to the tree", relative)
		}
		return nil
	})
}

// isEarlier reports whether a file is the partial tile or bundle of an earlier size.
func isEarlier(path string, data []byte, size int64, stored hashList) bool {
	tile, ok := parsePartial(path)
	if !ok {
		return false
	}
	level := tile.L
	if level < 0 {
		level = 0
	}
	if tile.N<<tileHeight+int64(tile.W) > size>>uint(level*tileHeight) {
		return false
	}
	if tile.L >= 0 {
		want, err := tlog.ReadTileData(tile, stored)
		return err == nil && bytes.Equal(data, want)
	}
	entries, err := splitBundle(data, tile.W)
	if err != nil {
		return false
	}
	for i, entry := range entries {
		index := tlog.StoredHashIndex(0, tile.N<<tileHeight+int64(i))
		if tlog.RecordHash(entry) != stored[index] {
			return false
		}
	}
	return true
}

// parsePartial reads the path of a partial tile, or of a partial bundle as level -1.
func parsePartial(path string) (tlog.Tile, bool) {
	parts := strings.Split(path, "/")
	if len(parts) < 4 {
		return tlog.Tile{}, false
	}
	tile := tlog.Tile{H: tileHeight, L: -1}
	var err error
	if parts[1] != "entries" {
		if tile.L, err = strconv.Atoi(parts[1]); err != nil || tile.L < 0 || tile.L > 7 {
			return tile, false
		}
	}
	if tile.W, err = strconv.Atoi(parts[len(parts)-1]); err != nil {
		return tile, false
	}
	if tile.W < 1 || tile.W >= 1<<tileHeight {
		return tile, false
	}
	number := strings.Join(parts[2:len(parts)-1], "")
	digits := strings.TrimSuffix(strings.ReplaceAll(number, "x", ""), ".p")
	if tile.N, err = strconv.ParseInt(digits, 10, 40); err != nil || tile.N < 0 {
		return tile, false
	}
	// Writing the path anew refuses every other spelling of it.
	return tile, path == fmt.Sprintf("tile/%s/%s", parts[1], numberPath(tile.N, tile.W))
}

// folderReader reads tiles in the layout of C2SP tlog-tiles, which names them without a height.
type folderReader struct {
	dir  string
	seen map[string]bool
}

func (r *folderReader) Height() int { return tileHeight }

func (r *folderReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := tilePath(tile)
		content, err := readFile(r.dir, path)
		if err != nil {
			return nil, err
		}
		if len(content) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path, len(content))
		}
		r.seen[path] = true
		data[i] = content
	}
	return data, nil
}

func (r *folderReader) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func tilePath(tile tlog.Tile) string {
	return fmt.Sprintf("tile/%d/%s", tile.L, numberPath(tile.N, tile.W))
}

func numberPath(number int64, width int) string {
	path := fmt.Sprintf("%03d", number%1000)
	for number >= 1000 {
		number /= 1000
		path = fmt.Sprintf("x%03d/%s", number%1000, path)
	}
	if width < 1<<tileHeight {
		path = fmt.Sprintf("%s.p/%d", path, width)
	}
	return path
}
