// (to be written by the owner of model)
package strategy
